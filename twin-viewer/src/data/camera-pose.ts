/** Position of the camera, set by the picture, so that a link can repeat it. */
let read: (() => readonly number[] | undefined) | undefined;

export function setCameraReader(reader: (() => readonly number[] | undefined) | undefined): void {
  read = reader;
}

export function cameraPose(): readonly number[] | undefined {
  return read?.();
}
