/** Texts of the set-up, loaded with its room and the settings: no other part of the page shows them. */
import { CATALOGUE } from "./catalogue.ts";
import { setupTexts } from "./texts/setup.ts";
import { connectTexts } from "./texts/setup-connect.ts";

Object.assign(CATALOGUE, setupTexts, connectTexts);
