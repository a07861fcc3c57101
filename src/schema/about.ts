/** What a method says of itself, as data: all that config, link, page, files and tables know of it. No tensors here. */
import type { z } from 'zod';

export interface MethodAbout {
  /** In links, files and on the command line; never changes. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what learns what, and from what. */
  readonly summary: string;
  readonly paper: PaperAbout;
  /** The shape of its config, `method` aside; it spreads the groups of common.ts. Links and files keep this order. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** Values of all fields. */
  readonly presets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The preset that links leave out, and that is meant where none is named. */
  readonly plainPreset: string;
  /** The preset that a page without a link opens with, if another. */
  readonly firstPreset?: string;
  /** Fields that came after the first files, which were written by programs that did as the default does. */
  readonly later: readonly string[];
  /** In order. */
  readonly phases: readonly [PhaseAbout, ...PhaseAbout[]];
  /** Networks that come with the program, trained, and where a run begins with them. */
  readonly shipped?: ShippedAbout;
  /** What a step measures, in the order of a file’s columns. */
  readonly metrics: Readonly<Record<string, MetricAbout>>;
  readonly charts: readonly ChartAbout[];
  /** Two metrics, up and across, whose path is the first that is shown of any over any. */
  readonly trail: readonly [string, string];
  readonly features: FeaturesAbout;
  /** Kinds of images that its task suits; none where nothing is known of that. */
  readonly suits?: readonly ImageKind[];
  /** Whether “lab pytorch” makes a project of its runs that goes on with them. */
  readonly hasPytorchProject?: true;
  /** What a person is asked of the pictures of its figure that bars stand below: first by a patch of one, where that is said, or by all of it. */
  readonly asks?: { readonly patch?: string; readonly whole: string };
  /** Whether its network’s decisions are about an image as it is, so that the page shows where it looks: `reading.decisions`. */
  readonly hasDecisions?: true;
  /** Whether it makes whole images of damaged ones, which its tables can show side by side, as Figure 6 does. */
  readonly rendersImages?: true;
  /** Tables of its paper, which a person can fill anew. */
  readonly tables: readonly TableAbout[];
  /** Lessons on it, in order, by their names in addresses; unique among all methods. */
  readonly lessons: readonly string[];
  /** Columns of its figure; none where it has one of its own kind. */
  readonly figure: readonly ColumnAbout[];
  /** Hot fields that stand beside the figure, and beside those of twins. */
  readonly beside: readonly string[];
  /** Fields that stand in front of the settings, most used, in this order. */
  readonly front: readonly string[];
  /** Headings of the other settings, by the groups of the fields. */
  readonly groups: readonly { readonly group: string; readonly title: string }[];
  /** Where the paper speaks of a field: “eq. (3)”. */
  readonly places: Readonly<Record<string, string>>;
  /** Metrics by which runs are compared. */
  readonly compared: readonly ComparedAbout[];
  /**
   * What is said of the end of a run, one after the other: what is held out, or else the other measures. By default what
   * runs are compared by.
   */
  readonly reached?: readonly { readonly metric: string; readonly words: string }[];
  /** What can be carried away of its networks; the first is what its runs write. */
  readonly exports: readonly [string, ...string[]];
}

/**
 * What images are like, as far as a pretext task depends on it. upright: a person can say which way up they are, by what is on
 * them. aligned: the same patterns stand in the same places, as in portraits. unoriented: textures, cells, views from above.
 */
export type ImageKind = 'upright' | 'aligned' | 'unoriented';

interface ShippedAbout {
  /** Their letters. */
  readonly networks: readonly string[];
  /** The export that is made of them. */
  readonly called: string;
  /** The field that asks for them. Without effect where the others of `givenWhere` have other values. */
  readonly askedBy: string;
  readonly givenWhere: Where;
}

/** The values that fields must have for something to hold: of each, any of these. */
export type Where = Readonly<Record<string, readonly unknown[]>>;

/** Whether these settings have such values. */
export function holds(settings: object, where: Where): boolean {
  return Object.entries(where).every(([key, values]) =>
    values.includes((settings as Readonly<Record<string, unknown>>)[key]),
  );
}

/** What its features are read from, and what they are compared with. */
export interface FeaturesAbout {
  /** Layers of the network that the method is judged by, from the image upwards. */
  readonly layers: readonly string[];
  /** The one that stands for the network where only one is looked at. */
  readonly judged: string;
  /** Layers of other networks, by what their rows are called in tables and on the command line. */
  readonly beside: Readonly<
    Record<string, { readonly layer: string; readonly title: string; readonly help: string }>
  >;
}

interface PaperAbout {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly url: string;
  /** How it is to be cited, where that is more than these. */
  readonly citation?: string;
  readonly bibtex?: string;
}

export interface PhaseAbout {
  /** Unique among all methods, so that a file that names a phase need not name the method, too. */
  readonly id: string;
  /** By itself, and within a sentence. */
  readonly title: string;
  readonly called: string;
  /** The config’s fields that say how long it lasts, by the unit of the budget. */
  readonly budget: Readonly<Record<'steps' | 'epochs', string>>;
  /** Letters of the networks that learn, of those that a run’s settings give it; the others stay as they are. */
  readonly trains: readonly string[];
  /** What learns beside them, and what is drawn for, each with a generator of its own, but for batches. */
  readonly trainsToo: readonly string[];
  readonly draws: readonly string[];
  /** Of these three: what a checkpoint may lack, because it came after the first ones, or is not there with all settings. */
  readonly later: readonly string[];
  /** Where all these fields have these values there is nothing to train: a run begins after it. */
  readonly skippedWhere?: Where;
  /** What a page says when a run comes to it from the phase before. */
  readonly begins?: string;
  /** A held-out metric below which its end is poor ground for the next phase: in which unit, and what is then to be said. */
  readonly ready?: {
    readonly metric: string;
    readonly least: number;
    readonly unit: string;
    readonly hint: string;
  };
  /** Every field that it depends on, its budget aside: configs with these in common train it alike, bit for bit. Null: all. */
  readonly decides: readonly string[] | null;
  /** Its fields that hold learning rates; the first is logged. */
  readonly rates: readonly string[];
  /** Fields whose values are logged with its steps, as metrics of the same name. */
  readonly logs: readonly string[];
  /** Letters of networks that learn in turns, so that a person can let one learn alone, of those that a run has. */
  readonly players: readonly string[];
}

interface MetricAbout {
  /** In words. */
  readonly title: string;
  /** Fields to lower if it grows beyond all measure; by default the phase’s first rate. */
  readonly calmedBy?: readonly string[];
  /** Measured now and then, by images that are not trained on: not in every logged step, and in none where none are held out. */
  readonly heldOut?: true;
}

export interface ChartAbout {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** How it is measured, where another number of the page is measured otherwise. */
  readonly note?: string;
  /** What its values are, as the axis of a saved chart says. */
  readonly unit: string;
  /** The phase that draws it; null for all. */
  readonly phase: string | null;
  /** The settings that have something to draw; by default all. */
  readonly where?: Where;
  /** Of the metrics; one that is drawn for comparison only is a reference. */
  readonly lines: readonly { readonly metric: string; readonly title: string; readonly isReference?: true }[];
  /** Where a guess lands. */
  readonly chance?: number;
  /** A share, never drawn beyond 0 and 1, on a linear axis whatever the switch says. */
  readonly share?: boolean;
}

interface ComparedAbout {
  readonly metric: string;
  /** In the words of a table’s head. */
  readonly title: string;
  readonly phase: string;
  /** The metric that says what a guess comes to, where that is not the chance of the metric’s chart. */
  readonly guess?: string;
}

export interface ColumnAbout {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly kind: 'picture' | 'bars';
  /** Of bars: what each is of, and which one is right, where that is the same for every image. */
  readonly labels?: readonly string[];
  readonly right?: number;
}

/** A table of a paper: what each row changes of a base, and what was found. */
export interface TableAbout {
  /** As `lab sweep --table` calls it; unique among all methods. */
  readonly id: string;
  readonly title: string;
  /** Within a sentence: “the paper’s ablations”. */
  readonly summary: string;
  /** What prints it. */
  readonly source: 'paper' | 'thesis' | 'slides';
  /** What its numbers are, where that is not accuracy on STL-10. */
  readonly measured?: string;
  /** Which table its numbers are of, and how they were found, as what a caption says. */
  readonly origin: string;
  /** The row whose changes all others have, too. */
  readonly baseline: string;
  readonly rows: readonly TableRowAbout[];
  /** Those that a person is offered first. */
  readonly firstRows: readonly string[];
  /** Settings in which a row takes minutes. */
  readonly quick: Readonly<Record<string, Value>>;
}

export interface TableRowAbout {
  /** Unique in its table, and the name of a folder. */
  readonly id: string;
  /** The paper’s letter, as `(a)`; null for the baseline, and for a row that is made on request only. */
  readonly row: string | null;
  readonly title: string;
  readonly changes: Readonly<Record<string, Value>>;
  /** Its accuracy, or what the table measures, in percent; null where the paper gives none. */
  readonly paper: number | null;
  /** Where the change and its number come from. [P] paper, [T] thesis, [C] the authors' code. */
  readonly source: string;
}

type Value = string | number | boolean;
