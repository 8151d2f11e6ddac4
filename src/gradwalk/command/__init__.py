"""The commands of `gradwalk` that are not the instructor's; `gradwalk.__main__` has the list of all."""
