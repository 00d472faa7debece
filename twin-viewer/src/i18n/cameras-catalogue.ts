/** Texts of cameras, loaded with their card. */
import { CATALOGUE } from "./catalogue.ts";
import { cameraTexts } from "./texts/cameras.ts";

Object.assign(CATALOGUE, cameraTexts);
