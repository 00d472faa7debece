/**
 * Type of the event that only marks the passage of time, because the clock of followers is the arrival time in the log.
 * The history does not keep it.
 */
export const LOG_MARK = "log.mark";
