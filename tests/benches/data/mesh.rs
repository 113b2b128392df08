//! Triangles in space: nothing but floats.

use super::Chance;
use super::derives::{
    DeserDeserialize, DeserSerialize, Deserialize, Pickle, SchemaRead, SchemaWrite, Serialize,
};

/// How many triangles the data set has.
pub const COUNT: usize = 125_000;

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "mesh")]
#[repr(C)] // which lets wincode copy the bytes
pub struct Vector3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Pickle,
    Serialize,
    Deserialize,
    DeserSerialize,
    DeserDeserialize,
    SchemaWrite,
    SchemaRead,
)]
#[pickle(module = "mesh")]
#[repr(C)]
pub struct Triangle {
    pub v0: Vector3,
    pub v1: Vector3,
    pub v2: Vector3,
    pub normal: Vector3,
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
#[pickle(module = "mesh")]
pub struct Mesh {
    pub triangles: Vec<Triangle>,
}

impl Mesh {
    pub fn generate(count: usize) -> Self {
        Self { triangles: Chance::new().exactly(count, Triangle::generate) }
    }
}

impl Triangle {
    fn generate(chance: &mut Chance) -> Self {
        Self {
            v0: Vector3::generate(chance),
            v1: Vector3::generate(chance),
            v2: Vector3::generate(chance),
            normal: Vector3::generate(chance),
        }
    }
}

impl Vector3 {
    fn generate(chance: &mut Chance) -> Self {
        Self { x: chance.any(), y: chance.any(), z: chance.any() }
    }
}
