/** Longest side of a photo that is sent, pixels: enough to read a label, small enough for a hall's network. */
const MOST_SIDE = 1600;
const QUALITY = 0.82;

/**
 * The photo as it is seen, upright, scaled down and written anew, without anything else that the camera wrote. Rejects
 * where the browser cannot draw the file.
 */
export async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, MOST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("the browser draws nothing");
    // What is transparent would become black.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/jpeg", QUALITY),
    );
  } finally {
    picture.close();
  }
}
