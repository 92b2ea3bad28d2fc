//! Argon2id hashes as texts (PHC form): making one, and checking a password against one. Costs memory and time on purpose; `password` says who may run it.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq as _;

use crate::PasswordError;

const SALT: usize = 16;
const OUTPUT: usize = 32;
/// What a stored hash may ask for at most, in KiB, passes and lanes. Ours ask for less; a store that was tampered with must not eat the machine.
const MOST: (u32, u32, u32) = (256 * 1024, 16, 8);
/// The working memory is reserved with at least this size, in KiB, of which only the needed part is touched. The C library maps blocks above 32 MiB apart from its heap and gives them
/// back at once; smaller ones it would keep, and an idle appliance would hold tens of megabytes for nothing.
const RESERVED: usize = 33 * 1024;

/// The hash of a password with a fresh salt.
pub(crate) fn make(password: &[u8]) -> Result<String, PasswordError> {
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(|_| PasswordError::Hash)?;
    let params = Params::new(Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST, Some(OUTPUT))
        .map_err(|_| PasswordError::Hash)?;
    let output = derive(password, &salt, params.clone())?;
    Ok(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(output)
    ))
}

/// Whether this is the password of that hash. A text that is no hash has no password.
pub(crate) fn fits(password: &[u8], hash: &str) -> bool {
    let Some((params, salt, expected)) = parse(hash) else { return false };
    derive(password, &salt, params).is_ok_and(|output| output.ct_eq(&expected).into())
}

fn parse(hash: &str) -> Option<(Params, Vec<u8>, [u8; OUTPUT])> {
    let mut parts = hash.strip_prefix("$argon2id$v=19$")?.split('$');
    let mut costs = parts.next()?.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.strip_prefix('=')?.parse::<u32>().ok();
    let (memory, passes, lanes) = (cost("m")?, cost("t")?, cost("p")?);
    if memory > MOST.0 || passes > MOST.1 || lanes > MOST.2 {
        return None;
    }
    let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
    let output = STANDARD_NO_PAD.decode(parts.next()?).ok()?.try_into().ok()?;
    let params = Params::new(memory, passes, lanes, Some(OUTPUT)).ok()?;
    parts.next().is_none().then_some((params, salt, output))
}

fn derive(password: &[u8], salt: &[u8], params: Params) -> Result<[u8; OUTPUT], PasswordError> {
    let blocks = params.block_count();
    let mut memory: Vec<Block> = Vec::with_capacity(blocks.max(RESERVED));
    memory.resize(blocks, Block::new());
    let mut output = [0; OUTPUT];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password, salt, &mut output, &mut memory)
        .map_err(|_| PasswordError::Hash)?;
    Ok(output)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordVerifier as _, phc::PasswordHash};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hash_is_one_that_others_can_check_acc_5() {
        let hash = make(b"correct horse battery").unwrap();
        let parsed = PasswordHash::new(&hash).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse battery", &parsed).is_ok());
        assert!(Argon2::default().verify_password(b"correct horse batterz", &parsed).is_err());
        assert!(fits(b"correct horse battery", &hash) && !fits(b"correct horse batterz", &hash));
    }

    #[test]
    fn a_hash_that_would_eat_the_machine_fits_nothing() {
        let hash = make(b"x").unwrap();
        for (from, to) in [("m=19456", "m=4294967295"), ("t=2", "t=4000000"), ("p=1", "p=200")] {
            assert!(parse(&hash.replace(from, to)).is_none(), "{to}");
        }
    }

    proptest! {
        #[test]
        fn no_stored_text_makes_the_reader_panic_qlt_7(text in ".{0,60}", costs in "m=[0-9]{1,3},t=[0-9]{1,2},p=[0-9]") {
            let _ = parse(&text);
            let _ = parse(&format!("$argon2id$v=19${costs}${text}"));
        }
    }
}
