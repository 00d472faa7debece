/** Where the camera is; told by the picture while there is one, so that a link can repeat it. */
let read: (() => readonly number[] | undefined) | undefined;

export function setCameraReader(reader: (() => readonly number[] | undefined) | undefined): void {
  read = reader;
}

export function cameraPose(): readonly number[] | undefined {
  return read?.();
}
