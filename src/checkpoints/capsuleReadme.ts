/** What a capsule says to the person who opens it, and how to cite the method. */
import { aboutMethod } from '../experiments/abouts';
import type { Config } from '../experiments/config';
import { citationOf, SOFTWARE } from '../export/software';
import type { Checkpoint } from './checkpoint';
import type { DataManifest } from './dataManifest';

/** How to cite the method. */
export function bibtex({ method }: Pick<Config, 'method'>): string {
  const { paper } = aboutMethod(method);
  if (paper.bibtex !== undefined) return paper.bibtex;
  const authors = paper.authors.replaceAll(', ', ' and ');
  return `@misc{${method}${paper.year},
  title  = {${paper.title}},
  author = {${authors}},
  year   = {${paper.year}},
  url    = {${paper.url}}
}
`;
}

/** Of the files in a capsule, as Markdown. @param weightsFile the name of the one for PyTorch */
export function capsuleReadme(
  { about }: Checkpoint,
  data: DataManifest,
  weightsFile: string,
  hasImages: boolean,
): string {
  const { config, training, images } = about;
  const pictures = hasImages
    ? '`images/` holds the images as they were trained on.'
    : 'The images themselves are not in here; whoever has them can tell by the hashes.';
  const { figure, hasPytorchProject } = aboutMethod(config.method);
  const rendered = `${figure.length === 0 ? 'Figure 3' : 'the figure of some images'}, where the images were at hand`;
  const project = hasPytorchProject ? ' On many GPUs: `lab pytorch --capsule THIS.zip --out PROJECT`.' : '';
  const listed = data.list ? ', with the path, label and hash of each' : '';
  return `# A run of ${SOFTWARE.name}

Size \`${config.size}\`, preset \`${config.preset}\`, seed ${config.seed}; step ${training.step} of phase “${training.phase}”.
Trained on ${images.count} images of “${images.name}”.

| File             | Holds                                                                            |
| ---------------- | -------------------------------------------------------------------------------- |
| \`capsule.json\`   | every file with its SHA-256                                                      |
| \`run.json\`       | what the run is and how far it has come                                          |
| \`config.json\`    | all settings, as of the newest checkpoint                                        |
| \`data.json\`      | the images’ number and hash${listed} |
| \`metrics.csv\`    | every logged step                                                                |
| \`checkpoint/\`    | all networks, Adam’s moments, generators and past images, as safetensors         |
| \`${weightsFile}\` | the ${weightsFile.replace(/\..*/, '')} for PyTorch                                         |
| \`renderings/\`    | ${rendered.padEnd(80)} |
| \`environment.json\` | the program, backend and machine that it was trained and packed with           |
| \`citation.bib\`   | the paper to cite                                                                |

${pictures}

## Continue it

    lab train --from-capsule THIS.zip --data IMAGES --out FOLDER

continues where it stopped, as if it had never been packed; so does the page, when the zip is dropped on it. Unzipped, the
folder is a run as \`lab train --out\` writes it.${project}

Method: ${citationOf(config)}
`;
}
