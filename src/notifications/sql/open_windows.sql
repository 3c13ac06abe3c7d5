select id, is_over, is_released from windows_with_open_notices
