/** What runs a container: this machine itself, or a container engine on it. */
export type ContainerEngine = "process" | "docker" | "podman";

/** How the containers of images are run here. Folders are absolute, or relative to the current one. */
export interface ImageRule {
  /** Image that it is about; `*` stands for any text. The first rule that fits is taken. */
  readonly image: string;
  /** Folder of a Python environment, whose programs are found first. */
  readonly venv?: string;
  /** Folders that programs are looked for in, before those of the emulator's own PATH. */
  readonly path?: readonly string[];
  /** Variables that stand in the image. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder that commands start in; default: an empty one of each attempt's own. */
  readonly cwd?: string;
  /** Default: that of all containers. */
  readonly engine?: ContainerEngine;
}

/** How container tasks are run. */
export interface ContainerOptions {
  /** Default `process`: commands are processes of this machine, images are not looked at. */
  readonly engine?: ContainerEngine;
  readonly images?: readonly ImageRule[];
  /** What processes inherit; default: the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds between asking processes to end and killing them; default 3000. */
  readonly grace?: number;
  /**
   * Whether the processes of a container that together use more memory than its limit are killed, as on a cluster; default true, and only
   * where there is a `/proc`.
   */
  readonly enforceMemory?: boolean;
  /** Containers that run at once in the whole emulator; default: four for each processor, at least 8. */
  readonly atOnce?: number;
}

/** The rule of an image; an empty one where none fits. */
export function ruleOf(image: string, rules: readonly ImageRule[] = []): Omit<ImageRule, "image"> {
  return rules.find((rule) => fits(rule.image, image)) ?? {};
}

function fits(pattern: string, image: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(image);
}
