"""The image services: one module per service, ``base`` their common shape, ``http`` the way out."""
