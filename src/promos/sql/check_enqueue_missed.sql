select openings, fan_outs from enqueue_missed_tasks()
