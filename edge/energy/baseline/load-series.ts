/** A consumer's amounts in equal steps, with what drives them. */

/** A column with one value per step; NaN where it is not known. */
interface Driver {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

export interface LoadSeries {
  /** Steps of a day, such as 96 quarters of an hour. */
  readonly stepsPerDay: number;
  /** Of each step by the plant's clock: its number in the day, and the day of the week, 0 = Monday. */
  readonly slots: ArrayLike<number>;
  readonly weekdays: ArrayLike<number>;
  /** Amount of each step; NaN where it is not known. */
  readonly amounts: ArrayLike<number>;
  /** Known for the step itself: pieces, state times, outdoor temperature, the hours of a tariff. */
  readonly drivers: readonly Driver[];
  /** Measured with the amount, so that a forecast knows only the steps before: reactive energy. */
  readonly measured: readonly Driver[];
}

/** Kind of day: working days are alike, Saturdays and Sundays are not. */
export function dayKind(weekday: number): number {
  return weekday < 5 ? 0 : weekday - 4;
}
