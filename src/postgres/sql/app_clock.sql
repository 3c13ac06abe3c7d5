select app_clock()
