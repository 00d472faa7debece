/** Texts of the layout editor, loaded with its room. */
import { CATALOGUE } from "./catalogue.ts";
import { layoutTexts } from "./texts/layout.ts";

Object.assign(CATALOGUE, layoutTexts);
