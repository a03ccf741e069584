"""How people reach Vigie: settings, wiring, HTTP, the chat page and the command line."""
