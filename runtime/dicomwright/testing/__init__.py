"""Objects for tests: of any IOD, made from the declarations of its class.

Stands above the runtime, which knows nothing of it, and reaches generated code through the runtime's registry.
"""
