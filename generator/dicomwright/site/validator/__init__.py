"""The validator as a page of the site: Pyodide runs it in the browser, and no file leaves the page.

The page is whole in its folder: Pyodide, of the version that it names, and the wheels stand beside it. A policy in the
page lets it load those, and from the moment that they are loaded it may connect to nothing at all.
"""
