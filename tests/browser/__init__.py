"""The notebooks in a real JupyterLab and Chromium. A package, so that its browser is gone when its tests are done."""
