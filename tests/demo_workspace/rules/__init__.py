"""What Slack refuses, by subject: each rule in a sentence, with where it is written and a call that breaks it."""
