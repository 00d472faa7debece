/**
 * Outline of a priority's badge in a 20 × 20 box, and the base line of its digit. Shapes differ, so that colour is
 * never alone; 0 is the diamond of predictions.
 */
export function badgeShape(priority: 0 | 1 | 2 | 3 | 4): { readonly path: string; readonly digitY: number } {
  switch (priority) {
    case 0:
      return { path: "M10 2 18 10 10 18 2 10Z", digitY: 14.5 };
    case 1:
      return { path: "M2.5 2.5H17.5V17.5H2.5Z", digitY: 14.6 };
    case 2:
      return { path: "M10 1.5 19 17.8H1Z", digitY: 16.2 };
    case 3:
      return { path: "M10 18.5 1 2.2H19Z", digitY: 12.8 };
    case 4:
      return { path: "M10 1.8A8.2 8.2 0 1 1 10 18.2 8.2 8.2 0 1 1 10 1.8Z", digitY: 14.4 };
  }
}
