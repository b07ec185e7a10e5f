"""Content of documents, made from the declarations of templates."""
