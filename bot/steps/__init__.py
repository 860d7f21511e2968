"""One job's life in the order it happens; every step is idempotent by its subject's id and knows no engine.

A job:    preparing (take_in, decide, read_mask, reserve) -> announcing (announce, plan, watch) -> closing (close)
Its task: submitting (submit, look_up) -> asking (ask, finish_task, ask_late)
          delivering, beside it: fetch_result, render_result, share_result
``chain.py`` holds the tables of all steps and what happens when one fails.
"""
