//! The saved players of a world of Minecraft: large records of everything.

use super::Chance;
use super::derives::{
    DeserDeserialize, DeserSerialize, Deserialize, Pickle, SchemaRead, SchemaWrite, Serialize,
};

/// How many players the data set has.
pub const COUNT: usize = 500;

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
pub enum GameType {
    Survival = 1,
    Creative,
    Adventure,
    Spectator,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
pub struct Item {
    pub count: i8,
    pub slot: u8,
    pub id: String,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
#[expect(clippy::struct_excessive_bools, reason = "the public data set has them")]
pub struct Abilities {
    pub walk_speed: f32,
    pub fly_speed: f32,
    pub may_fly: bool,
    pub flying: bool,
    pub invulnerable: bool,
    pub may_build: bool,
    pub instabuild: bool,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
#[expect(clippy::struct_excessive_bools, reason = "the public data set has them")]
pub struct Entity {
    pub id: String,
    pub pos: (f64, f64, f64),
    pub motion: (f64, f64, f64),
    pub rotation: (f32, f32),
    pub fall_distance: f32,
    pub fire: u16,
    pub air: u16,
    pub on_ground: bool,
    pub no_gravity: bool,
    pub invulnerable: bool,
    pub portal_cooldown: i32,
    pub uuid: [u32; 4],
    pub custom_name: Option<String>,
    pub custom_name_visible: bool,
    pub silent: bool,
    pub glowing: bool,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
#[expect(clippy::struct_excessive_bools, reason = "the public data set has them")]
pub struct RecipeBook {
    pub recipes: Vec<String>,
    pub to_be_displayed: Vec<String>,
    pub is_filtering_craftable: bool,
    pub is_gui_open: bool,
    pub is_furnace_filtering_craftable: bool,
    pub is_furnace_gui_open: bool,
    pub is_blasting_furnace_filtering_craftable: bool,
    pub is_blasting_furnace_gui_open: bool,
    pub is_smoker_filtering_craftable: bool,
    pub is_smoker_gui_open: bool,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
pub struct Player {
    pub game_type: GameType,
    pub previous_game_type: GameType,
    pub score: i64,
    pub dimension: String,
    pub selected_item_slot: u32,
    pub selected_item: Item,
    pub spawn_dimension: Option<String>,
    pub spawn_x: i64,
    pub spawn_y: i64,
    pub spawn_z: i64,
    pub spawn_forced: Option<bool>,
    pub sleep_timer: u16,
    pub food_exhaustion_level: f32,
    pub food_saturation_level: f32,
    pub food_tick_timer: u32,
    pub xp_level: u32,
    pub xp_p: f32,
    pub xp_total: i32,
    pub xp_seed: i32,
    pub inventory: Vec<Item>,
    pub ender_items: Vec<Item>,
    pub abilities: Abilities,
    pub entered_nether_position: Option<(f64, f64, f64)>,
    pub root_vehicle: Option<([u32; 4], Entity)>,
    pub shoulder_entity_left: Option<Entity>,
    pub shoulder_entity_right: Option<Entity>,
    pub seen_credits: bool,
    pub recipe_book: RecipeBook,
}

#[derive(
    Debug,
    Clone,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "minecraft_savedata")]
pub struct Players {
    pub players: Vec<Player>,
}

/// The same classes, with strings that are borrowed from the input.
pub mod borrowed {
    use super::super::derives::{Deserialize, Pickle, SchemaRead};
    use super::{Abilities, GameType};

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "minecraft_savedata")]
    pub struct Item<'a> {
        pub count: i8,
        pub slot: u8,
        pub id: &'a str,
    }

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "minecraft_savedata")]
    #[expect(clippy::struct_excessive_bools, reason = "the public data set has them")]
    pub struct Entity<'a> {
        pub id: &'a str,
        pub pos: (f64, f64, f64),
        pub motion: (f64, f64, f64),
        pub rotation: (f32, f32),
        pub fall_distance: f32,
        pub fire: u16,
        pub air: u16,
        pub on_ground: bool,
        pub no_gravity: bool,
        pub invulnerable: bool,
        pub portal_cooldown: i32,
        pub uuid: [u32; 4],
        pub custom_name: Option<&'a str>,
        pub custom_name_visible: bool,
        pub silent: bool,
        pub glowing: bool,
    }

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "minecraft_savedata")]
    #[expect(clippy::struct_excessive_bools, reason = "the public data set has them")]
    pub struct RecipeBook<'a> {
        #[serde(borrow)]
        pub recipes: Vec<&'a str>,
        pub to_be_displayed: Vec<&'a str>,
        pub is_filtering_craftable: bool,
        pub is_gui_open: bool,
        pub is_furnace_filtering_craftable: bool,
        pub is_furnace_gui_open: bool,
        pub is_blasting_furnace_filtering_craftable: bool,
        pub is_blasting_furnace_gui_open: bool,
        pub is_smoker_filtering_craftable: bool,
        pub is_smoker_gui_open: bool,
    }

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "minecraft_savedata")]
    pub struct Player<'a> {
        pub game_type: GameType,
        pub previous_game_type: GameType,
        pub score: i64,
        pub dimension: &'a str,
        pub selected_item_slot: u32,
        #[serde(borrow)]
        pub selected_item: Item<'a>,
        pub spawn_dimension: Option<&'a str>,
        pub spawn_x: i64,
        pub spawn_y: i64,
        pub spawn_z: i64,
        pub spawn_forced: Option<bool>,
        pub sleep_timer: u16,
        pub food_exhaustion_level: f32,
        pub food_saturation_level: f32,
        pub food_tick_timer: u32,
        pub xp_level: u32,
        pub xp_p: f32,
        pub xp_total: i32,
        pub xp_seed: i32,
        pub inventory: Vec<Item<'a>>,
        pub ender_items: Vec<Item<'a>>,
        pub abilities: Abilities,
        pub entered_nether_position: Option<(f64, f64, f64)>,
        pub root_vehicle: Option<([u32; 4], Entity<'a>)>,
        pub shoulder_entity_left: Option<Entity<'a>>,
        pub shoulder_entity_right: Option<Entity<'a>>,
        pub seen_credits: bool,
        pub recipe_book: RecipeBook<'a>,
    }

    #[derive(Debug, Pickle, Deserialize, SchemaRead)]
    #[pickle(module = "minecraft_savedata")]
    pub struct Players<'a> {
        #[serde(borrow)]
        pub players: Vec<Player<'a>>,
    }
}

const GAME_TYPES: [GameType; 4] =
    [GameType::Survival, GameType::Creative, GameType::Adventure, GameType::Spectator];
const DIMENSIONS: [&str; 3] = ["overworld", "nether", "end"];
const ITEMS: [&str; 8] =
    ["dirt", "stone", "pickaxe", "sand", "gravel", "shovel", "chestplate", "steak"];
const ANIMALS: [&str; 8] =
    ["cow", "sheep", "zombie", "skeleton", "spider", "creeper", "parrot", "bee"];
const NAMES: [&str; 8] =
    ["rainbow", "princess", "steve", "johnny", "missy", "coward", "fairy", "howard"];
const RECIPES: [&str; 8] =
    ["pickaxe", "torch", "bow", "crafting table", "furnace", "shears", "arrow", "tnt"];

impl Players {
    pub fn generate(count: usize) -> Self {
        Self { players: Chance::new().exactly(count, Player::generate) }
    }
}

impl Player {
    fn generate(chance: &mut Chance) -> Self {
        Self {
            game_type: chance.one_of(&GAME_TYPES),
            previous_game_type: chance.one_of(&GAME_TYPES),
            score: chance.any(),
            dimension: chance.text(&DIMENSIONS),
            selected_item_slot: chance.any(),
            selected_item: Item::generate(chance),
            spawn_dimension: chance.maybe(|chance| chance.text(&DIMENSIONS)),
            spawn_x: chance.any(),
            spawn_y: chance.any(),
            spawn_z: chance.any(),
            spawn_forced: chance.maybe(Chance::flip),
            sleep_timer: chance.any(),
            food_exhaustion_level: chance.any(),
            food_saturation_level: chance.any(),
            food_tick_timer: chance.any(),
            xp_level: chance.any(),
            xp_p: chance.any(),
            xp_total: chance.any(),
            xp_seed: chance.any(),
            inventory: chance.several(0..40, Item::generate),
            ender_items: chance.several(0..27, Item::generate),
            abilities: Abilities::generate(chance),
            entered_nether_position: chance.maybe(Chance::any),
            root_vehicle: chance.maybe(|chance| (chance.any(), Entity::generate(chance))),
            shoulder_entity_left: chance.maybe(Entity::generate),
            shoulder_entity_right: chance.maybe(Entity::generate),
            seen_credits: chance.flip(),
            recipe_book: RecipeBook::generate(chance),
        }
    }
}

impl Item {
    fn generate(chance: &mut Chance) -> Self {
        Self { count: chance.any(), slot: chance.any(), id: chance.text(&ITEMS) }
    }
}

impl Abilities {
    fn generate(chance: &mut Chance) -> Self {
        Self {
            walk_speed: chance.any(),
            fly_speed: chance.any(),
            may_fly: chance.flip(),
            flying: chance.flip(),
            invulnerable: chance.flip(),
            may_build: chance.flip(),
            instabuild: chance.flip(),
        }
    }
}

impl Entity {
    fn generate(chance: &mut Chance) -> Self {
        Self {
            id: chance.text(&ANIMALS),
            pos: chance.any(),
            motion: chance.any(),
            rotation: chance.any(),
            fall_distance: chance.any(),
            fire: chance.any(),
            air: chance.any(),
            on_ground: chance.flip(),
            no_gravity: chance.flip(),
            invulnerable: chance.flip(),
            portal_cooldown: chance.any(),
            uuid: chance.any(),
            custom_name: chance.maybe(|chance| chance.text(&NAMES)),
            custom_name_visible: chance.flip(),
            silent: chance.flip(),
            glowing: chance.flip(),
        }
    }
}

impl RecipeBook {
    fn generate(chance: &mut Chance) -> Self {
        Self {
            recipes: chance.several(0..30, |chance| chance.text(&RECIPES)),
            to_be_displayed: chance.several(0..10, |chance| chance.text(&RECIPES)),
            is_filtering_craftable: chance.flip(),
            is_gui_open: chance.flip(),
            is_furnace_filtering_craftable: chance.flip(),
            is_furnace_gui_open: chance.flip(),
            is_blasting_furnace_filtering_craftable: chance.flip(),
            is_blasting_furnace_gui_open: chance.flip(),
            is_smoker_filtering_craftable: chance.flip(),
            is_smoker_gui_open: chance.flip(),
        }
    }
}
