/**
 * Type of the event that says nothing but that time went on: followers go by the arrival of what is in the log. No
 * history keeps it.
 */
export const LOG_MARK = "log.mark";
