"""A Slack of our own: the part of Slack's Web API, events and interactivity that an app can meet."""
