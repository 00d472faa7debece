/** Texts of the energy of pieces, loaded with the rooms that show it. */
import { CATALOGUE } from "./catalogue.ts";
import { pieceEnergyTexts } from "./texts/piece-energy.ts";

Object.assign(CATALOGUE, pieceEnergyTexts);
