/** Texts of photos, loaded with the first part that shows some. */
import { CATALOGUE } from "./catalogue.ts";
import { photoTexts } from "./texts/photos.ts";

Object.assign(CATALOGUE, photoTexts);
