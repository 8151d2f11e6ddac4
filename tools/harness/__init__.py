"""The course live on this machine, for tests, tools and benchmarks alike: a JupyterLab or the site, in a Chromium."""
