"""From a student's notebook to marks: the sandbox, what runs inside it, and a whole batch."""
