"""Settings for every nbgrader command run in this folder."""

c = get_config()  # noqa: F821  nbgrader defines it

c.CourseDirectory.course_id = "gradwalk"
# An answer left alone must run: the untouched notebook goes from top to bottom without an error.
c.ClearSolutions.code_stub = {"python": "pass  # write your answer here"}
c.ClearSolutions.text_stub = "Write your answer here."
