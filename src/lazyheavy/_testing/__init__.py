"""What the plugin for pytest does once a test asks for it."""
