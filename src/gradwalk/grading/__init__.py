"""The instructor's side: release the homework, grade submissions safely, record and export the marks.

Notebooks never import this package; it may import `gradwalk.checks` and `gradwalk.mathematics`.
"""
