select ring_missed_watchers()
