//! The updates that a server of the game Mk48.io sends: small numbers, enums and options.

use super::Chance;
use super::derives::{
    DeserDeserialize, DeserSerialize, Deserialize, Pickle, SchemaRead, SchemaWrite, Serialize,
};

/// How many updates the data set has.
pub const COUNT: usize = 1_000;

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
#[pickle(module = "mk48")]
pub enum EntityType {
    ArleighBurke = 1,
    Bismarck,
    Clemenceau,
    Fletcher,
    G5,
    Iowa,
    Kolkata,
    Osa,
    Yasen,
    Zubr,
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
#[pickle(module = "mk48")]
pub struct Transform {
    pub altitude: i8,
    pub angle: u16,
    pub position: (f32, f32),
    pub velocity: i16,
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
#[pickle(module = "mk48")]
pub struct Guidance {
    pub angle: u16,
    pub submerge: bool,
    pub velocity: i16,
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
#[pickle(module = "mk48")]
pub struct Contact {
    pub damage: u8,
    pub entity_id: u32,
    pub entity_type: Option<EntityType>,
    pub guidance: Guidance,
    pub player_id: Option<u16>,
    pub reloads: Vec<bool>,
    pub transform: Transform,
    pub turret_angles: Vec<u16>,
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
#[pickle(module = "mk48")]
pub struct TerrainUpdate {
    pub chunk_id: (i8, i8),
    pub data: Vec<u8>,
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
#[pickle(module = "mk48")]
pub struct Update {
    pub contacts: Vec<Contact>,
    pub score: u32,
    pub world_radius: f32,
    pub terrain_updates: Vec<TerrainUpdate>,
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
#[pickle(module = "mk48")]
pub struct Updates {
    pub updates: Vec<Update>,
}

/// What is known of a type of ship.
struct Ship {
    kind: EntityType,
    /// How often it is met, out of all ships.
    share: f32,
    turrets: usize,
    weapons: usize,
}

const SHIPS: [Ship; 10] = [
    Ship { kind: EntityType::ArleighBurke, share: 2.14, turrets: 1, weapons: 20 },
    Ship { kind: EntityType::Bismarck, share: 0.52, turrets: 4, weapons: 10 },
    Ship { kind: EntityType::Clemenceau, share: 0.97, turrets: 4, weapons: 16 },
    Ship { kind: EntityType::Fletcher, share: 1.46, turrets: 4, weapons: 18 },
    Ship { kind: EntityType::G5, share: 13.16, turrets: 0, weapons: 2 },
    Ship { kind: EntityType::Iowa, share: 1.55, turrets: 3, weapons: 28 },
    Ship { kind: EntityType::Kolkata, share: 0.83, turrets: 1, weapons: 15 },
    Ship { kind: EntityType::Osa, share: 7.25, turrets: 2, weapons: 6 },
    Ship { kind: EntityType::Yasen, share: 4.06, turrets: 0, weapons: 14 },
    Ship { kind: EntityType::Zubr, share: 12.92, turrets: 3, weapons: 11 },
];

impl Ship {
    fn any(chance: &mut Chance) -> &'static Self {
        let all: f32 = SHIPS.iter().map(|ship| ship.share).sum();
        let mut rest = chance.within(0.0..all);
        SHIPS
            .iter()
            .find(|ship| {
                rest -= ship.share;
                rest < 0.0
            })
            .unwrap_or(&SHIPS[SHIPS.len() - 1])
    }

    fn is_submerged(&self, chance: &mut Chance) -> bool {
        self.kind == EntityType::Yasen && chance.with_odds(0.9)
    }
}

impl Updates {
    pub fn generate(count: usize) -> Self {
        Self { updates: Chance::new().exactly(count, Update::generate) }
    }
}

impl Update {
    fn generate(chance: &mut Chance) -> Self {
        let players: u16 = chance.within(200..400);
        let world_radius = (f32::from(players) * 15_000.0).sqrt() + chance.within(-50.0..50.0);
        #[expect(clippy::cast_possible_truncation, reason = "it is 1 or 2")]
        let chunks = (world_radius / 1_600.0).ceil() as i8;
        Self {
            contacts: chance.several(20..40, |chance| Contact::generate(chance, players)),
            score: score(chance),
            world_radius,
            terrain_updates: chance
                .several(3..10, |chance| TerrainUpdate::generate(chance, chunks)),
        }
    }
}

/// Mostly small, at most 5,050.
fn score(chance: &mut Chance) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to 5,000")]
    let earned = (chance.any::<f32>().powi(4) * 5_000.0) as u32;
    earned + chance.within(0..50)
}

impl TerrainUpdate {
    fn generate(chance: &mut Chance, chunks: i8) -> Self {
        let length = if chance.with_odds(0.02) { 900..1_100 } else { 3..9 };
        Self {
            chunk_id: (chance.within(-chunks..chunks), chance.within(-chunks..chunks)),
            data: chance.several(length, Chance::any),
        }
    }
}

impl Contact {
    fn generate(chance: &mut Chance, players: u16) -> Self {
        let ship = Ship::any(chance);
        let visible = chance.with_odds(0.7);
        let unhurt = visible && chance.with_odds(0.6);
        Self {
            damage: if unhurt { 0 } else { chance.within(0..200) },
            entity_id: chance.within(0..u32::from(players) * 20),
            entity_type: visible.then_some(ship.kind),
            guidance: Guidance {
                angle: chance.any(),
                submerge: ship.is_submerged(chance),
                velocity: velocity(chance),
            },
            player_id: visible.then(|| chance.within(0..players)),
            reloads: if visible { reloads(chance, ship) } else { Vec::new() },
            transform: Transform {
                altitude: if ship.is_submerged(chance) { chance.within(-120..-35) } else { 0 },
                angle: chance.any(),
                position: (chance.within(-750.0..750.0), chance.within(-750.0..750.0)),
                velocity: velocity(chance),
            },
            turret_angles: if visible { turret_angles(chance, ship) } else { Vec::new() },
        }
    }
}

/// Most go ahead, one in ten lies still, and one in ten goes slowly astern.
fn velocity(chance: &mut Chance) -> i16 {
    match chance.within(0..100) {
        0..80 => chance.within(140..900),
        80..90 => 0,
        _ => chance.within(-225..-35),
    }
}

fn reloads(chance: &mut Chance, ship: &Ship) -> Vec<bool> {
    let odds = chance.within(0.0..1.0);
    chance.exactly(ship.weapons, |chance| chance.with_odds(odds))
}

/// Three of four turrets point in about the same direction.
fn turret_angles(chance: &mut Chance, ship: &Ship) -> Vec<u16> {
    let aim: u16 = chance.any();
    chance.exactly(ship.turrets, |chance| {
        if chance.with_odds(0.75) {
            aim.wrapping_add_signed(chance.within(-200..200))
        } else {
            chance.any()
        }
    })
}
