/** Texts of demand and load curves, loaded with the room that shows them. */
import { CATALOGUE } from "./catalogue.ts";
import { loadTexts } from "./texts/load.ts";

Object.assign(CATALOGUE, loadTexts);
