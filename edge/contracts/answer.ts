/** An answer that is there at once, or comes from another thread. */
export type Answer<T> = T | Promise<T>;
