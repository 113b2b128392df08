//! Floats, and ints that are taken for them.

use num_bigint::BigInt;
use pickle_core::ErrorKind::{OutOfRange, WrongType};
use pickle_core::{Protocol, from_slice};

use crate::{converts, pickle, reads, refuses};

#[test]
fn floats() {
    for protocol in Protocol::ALL {
        for float in [0.0, -0.0, 1.5, f64::MIN, f64::MAX, f64::EPSILON, 5e-324, 0.1] {
            for float in [float, -float, 1.0 / float] {
                let read: f64 = from_slice(&pickle(&float, protocol)).unwrap();
                assert_eq!(read.to_bits(), float.to_bits(), "{float}, {protocol:?}");
            }
        }
        for float in [0.0, -0.0, 1.5, f32::MIN, f32::MAX, f32::INFINITY, 1e-45, 0.1] {
            let read: f32 = from_slice(&pickle(&float, protocol)).unwrap();
            assert_eq!(read.to_bits(), float.to_bits(), "{float}, {protocol:?}");
        }
        assert!(from_slice::<f64>(&pickle(&f64::NAN, protocol)).unwrap().is_nan());
        assert!(from_slice::<f32>(&pickle(&f32::NAN, protocol)).unwrap().is_nan());
    }
}

#[test]
fn nan_keeps_sign_and_payload() {
    for protocol in &Protocol::ALL[1..] {
        for bits in [0x7ff8_0000_0000_0001, 0xfff8_dead_beef_0000, 0x7ff0_0000_0000_0001] {
            let read: f64 = from_slice(&pickle(&f64::from_bits(bits), *protocol)).unwrap();
            assert_eq!(read.to_bits(), bits);
        }
        for bits in [0x7fc0_0001_u32, 0xffde_adbe] {
            let read: f32 = from_slice(&pickle(&f32::from_bits(bits), *protocol)).unwrap();
            assert_eq!(read.to_bits(), bits);
        }
    }
}

#[test]
fn floats_from_ints() {
    reads(b"I-3\n.", -3.0);
    reads(b"I-3\n.", -3.0_f32);
    // 2 ** 53 and 2 ** 1023 are floats, 2 ** 53 + 1 and 2 ** 1024 are not.
    reads(b"L9007199254740992L\n.", 9_007_199_254_740_992.0);
    converts(&(BigInt::from(1) << 1023), &2_f64.powi(1023));
    refuses::<f64>(
        b"L9007199254740993L\n.",
        OutOfRange,
        "the int has no exact float, at byte 0 (LONG)",
    );
    let too_great = pickle(&(BigInt::from(1) << 1024), Protocol::V2);
    refuses::<f64>(&too_great, OutOfRange, "the int has no exact float, at byte 2 (LONG1)");
    // f32 rounds: 2 ** 24 + 1 is none.
    reads(b"I16777217\n.", 16_777_216.0_f32);
}

#[test]
fn f32_rounds() {
    reads(b"F0.1\n.", 0.1_f32);
    reads(b"F1e-60\n.", 0.0_f32);
    reads(b"Finf\n.", f32::INFINITY);
    reads(b"F3.4028235677973362e38\n.", f32::MAX); // just below the middle
    let message = "float 3.4028235677973366e38 does not fit f32, at byte 0 (FLOAT)";
    refuses::<f32>(b"F3.4028235677973366e38\n.", OutOfRange, message);
    refuses::<f32>(b"F-1e300\n.", OutOfRange, "float -1e300 does not fit f32, at byte 0 (FLOAT)");
    refuses::<f32>(b"VNaN\n.", WrongType, "expected float, found str, at byte 0 (UNICODE)");
}
