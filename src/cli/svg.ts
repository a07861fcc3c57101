/** What is written and drawn between the pictures of a PNG. */

/** @param attributes of all that it holds */
export function svg(width: number, height: number, content: string, attributes = ''): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
    font-family="sans-serif" font-size="12" fill="#222"${attributes}>${content}</svg>`);
}

export function svgText(words: string, x: number, y: number, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
