import type { Rule } from '../../rule';
import type { StateSubject } from '../input';
import { PAGES } from '../limits';

/** Rules over an update and the app around it. */
export const APP_RULES: readonly Rule<StateSubject>[] = [
  {
    id: 'ImageWhereUpdateIs',
    severity: 'error',
    summary: 'An image is of the account and Region of its update.',
    see: PAGES.update,
    * check({ properties, app }) {
      const { region, account } = app?.image ?? {};
      const [what, is, mustBe] = isOther(region, app?.region) ? ['Region', region, app!.region] : ['account', account, app?.account];
      if (isOther(is, mustBe)) {
        yield {
          path: 'Image',
          value: properties.Image,
          message: `must be of the ${what} of the stack, ${mustBe}, and is of ${is}`,
          remedy: 'write the update in a stack where the image is: nobody else can change its state',
        };
      }
    },
  },
  {
    id: 'ContainersOnlyDeleted',
    severity: 'error',
    summary: 'A container image can only be deleted.',
    see: PAGES.update,
    * check({ state, app }) {
      const recipe = app?.image?.recipe;
      if (recipe?.makes === 'CONTAINERS' && state !== undefined && state !== 'DELETED') {
        yield {
          path: 'State',
          value: state,
          message: `must be DELETED, because ${recipe.path} makes container images`,
          remedy: 'remove the update, or delete the image with ImageState.containersDeletedIrreversibly: Image Builder knows no other state of a container image',
        };
      }
    },
  },
  {
    id: 'IncludesWhatRecipeMakes',
    severity: 'error',
    summary: 'What is deleted is what the recipe of the image makes: AMIs, or containers.',
    see: PAGES.includeResources,
    * check({ state, includes, app }) {
      const recipe = app?.image?.recipe;
      const [kind, other] = recipe?.makes === 'CONTAINERS' ? ['Amis', 'containersDeletedIrreversibly'] as const : ['Containers', 'deletedIrreversibly'] as const;
      if (recipe !== undefined && state === 'DELETED' && includes(kind)) {
        yield {
          path: `IncludeResources.${kind}`,
          message: recipe.makes === 'CONTAINERS'
            ? `must not name AMIs, because ${recipe.path} makes container images` : `must not name containers, because ${recipe.path} makes AMIs`,
          remedy: `use ImageState.${other}`,
        };
      }
    },
  },
  {
    id: 'SharedImageNotDeleted',
    severity: 'error',
    summary: 'An image that a share policy of the app shares is not deleted.',
    see: PAGES.deleteImage,
    * check({ state, app }) {
      for (const { path } of state === 'DELETED' ? app?.sharedBy ?? [] : []) {
        yield {
          path: 'State',
          value: state,
          message: `must not be DELETED, because ${path} shares the image`,
          remedy: 'take the image out of the share policy in one deployment, and delete it in the next: an image that is shared cannot be '
            + 'deleted, and whoever launches from its AMIs fails once they are gone',
        };
      }
    },
  },
  {
    id: 'OneUpdatePerImage',
    severity: 'error',
    summary: 'An image has one update.',
    see: PAGES.update,
    * check({ properties, app }) {
      if (app?.otherUpdate !== undefined) {
        yield {
          path: 'Image',
          value: properties.Image,
          message: `must be brought to its state by one update, and ${app.otherUpdate} does that already`,
          remedy: 'remove one of the two',
        };
      }
    },
  },
  {
    id: 'DisablingUnshares',
    severity: 'warning',
    summary: 'Disabling the AMIs of an image takes away the launch permissions that share policies of the app declare.',
    see: PAGES.disableAmi,
    * check({ state, includes, app }) {
      for (const { path } of state === 'DISABLED' && includes('Amis') ? (app?.sharedBy ?? []).filter(({ launch }) => launch) : []) {
        yield {
          path: 'State',
          value: state,
          message: `takes away all launch permissions of the AMIs, those that ${path} declares among them`,
          remedy: 'expect nobody else to launch from them until ImageState.available of this construct brings the declared ones back: enabling an AMI by itself restores none',
        };
      }
    },
  },
  {
    id: 'ImageOfStackDeleted',
    severity: 'warning',
    summary: 'An image that is a resource of the app is better deleted as one.',
    see: PAGES.image,
    * check({ state, app }) {
      const resource = app?.image?.resource;
      if (state === 'DELETED' && resource !== undefined) {
        yield {
          path: 'State',
          value: state,
          message: `deletes what CloudFormation still takes to be there, because ${resource} makes the image`,
          remedy: 'remove that resource instead; its DeletionSettings say whether AMIs, snapshots or containers go with it',
        };
      }
    },
  },
];

function isOther(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
