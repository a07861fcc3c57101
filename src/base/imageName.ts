/** What an image is called where it is shown: never by its number, which nobody can look up. */

/** The file’s name after its folder, “cats/01.png”: files of one name in two folders are told apart. A zip is no folder. */
export function imageName(path: string): string {
  const [file = path, folder = ''] = path.split('/').reverse();
  return folder === '' || /\.zip$/i.test(folder) ? file : `${folder}/${file}`;
}

/** The name of a file as a title: where it has more letters than `most`, its middle is left out, “grinning…flat.png”. */
export function shortName(path: string, most: number): string {
  return shortText(path.split('/').at(-1)!, most);
}

/** Words without their middle, where they have more letters than `most`. */
export function shortText(text: string, most: number): string {
  const letters = Array.from(text);
  if (letters.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - end).join('')}…${letters.slice(-end).join('')}`;
}

/** For the name of a file about an image: without folder and ending, letters and digits only, “grinning-cat”. */
export function imageSlug(path: string): string {
  const name = path.split('/').at(-1)!.replace(/\.[^.]*$/, ''); // prettier-ignore
  return name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'image'; // prettier-ignore
}
