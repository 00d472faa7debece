import { graticule, type MapView, type Size, scalesOf, toPixels } from "./geo.ts";

/** Coasts are in tenths of degrees. */
const TENTHS = 10;

/**
 * Coasts and a graticule. There are no borders: a company's page takes no side about where they run, and sites are
 * found without them.
 */
export function MapGround({ view, size }: { view: MapView; size: Size }) {
  const { east, north } = scalesOf(view);
  const [x0, y0] = toPixels({ longitude: 0, latitude: 0 }, view, size);
  const { meridians, parallels } = graticule(view, size);
  const [west, top] = toPixels({ longitude: -180, latitude: 90 }, view, size);
  const [eastEnd, bottom] = toPixels({ longitude: 180, latitude: -90 }, view, size);
  return (
    <svg class="map-picture" width={size.width} height={size.height} aria-hidden="true">
      <rect class="map-sea" x={west} y={top} width={eastEnd - west} height={bottom - top} />
      <g class="map-land" transform={`translate(${x0} ${y0}) scale(${east / TENTHS} ${north / TENTHS})`}>
        <use href="coast.svg#land" />
      </g>
      <g class="map-lines">
        {meridians.map((longitude) => {
          const [x] = toPixels({ longitude, latitude: 0 }, view, size);
          return <path key={longitude} d={`M${x} ${Math.max(0, top)}V${Math.min(size.height, bottom)}`} />;
        })}
        {parallels.map((latitude) => {
          const [, y] = toPixels({ longitude: 0, latitude }, view, size);
          return <path key={latitude} d={`M${Math.max(0, west)} ${y}H${Math.min(size.width, eastEnd)}`} />;
        })}
      </g>
      <g class="map-degrees">
        {meridians.map((longitude) => {
          const [x] = toPixels({ longitude, latitude: 0 }, view, size);
          return (
            <text key={longitude} x={x + 3} y={size.height - 4}>
              {degreesText(longitude, "E", "W")}
            </text>
          );
        })}
        {parallels.map((latitude) => {
          const [, y] = toPixels({ longitude: 0, latitude }, view, size);
          return (
            <text key={latitude} x={4} y={y - 3}>
              {degreesText(latitude, "N", "S")}
            </text>
          );
        })}
      </g>
    </svg>
  );
}

function degreesText(degrees: number, above: string, below: string): string {
  return `${Math.abs(degrees)}°${degrees > 0 ? above : degrees < 0 ? below : ""}`;
}
