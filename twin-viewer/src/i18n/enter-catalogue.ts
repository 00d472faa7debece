/** Texts of what people enter at a station, loaded with its forms. */
import { CATALOGUE } from "./catalogue.ts";
import { enterTexts } from "./texts/enter.ts";

Object.assign(CATALOGUE, enterTexts);
