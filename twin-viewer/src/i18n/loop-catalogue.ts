/** Texts of defects, causes and their closed loop, loaded with the quality room. */
import { CATALOGUE } from "./catalogue.ts";
import { loopTexts } from "./texts/loop.ts";

Object.assign(CATALOGUE, loopTexts);
