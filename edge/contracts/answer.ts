/** What somebody answers at once, or once another thread has. */
export type Answer<T> = T | Promise<T>;
