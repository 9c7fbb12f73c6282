//! Pictures: only PNG and JPEG, judged by their own header, never decoded here.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The largest picture that is accepted, in pixels. A picture of more is refused before anything
/// decodes it: a small file can unpack to gigabytes.
pub const MAX_PIXELS: u64 = 25_000_000;

/// A picture that may stand in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// What the bytes are.
    pub format: ImageFormat,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// SHA-256 of the bytes in hex.
    pub hash: String,
    /// The file as it came.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// The picture formats that Word, browsers and PDF/A all take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

/// Why a picture is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssetError {
    /// Not a PNG or JPEG, or broken.
    #[error(
        "Filen är ingen PNG- eller JPEG-bild som går att läsa. Spara bilden som PNG eller JPEG och försök igen."
    )]
    NotAPicture,
    /// More than [`MAX_PIXELS`].
    #[error(
        "Bilden är för stor ({width} × {height} bildpunkter, högst 25 miljoner). Minska den och försök igen."
    )]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
}

impl Asset {
    /// Reads the header of a picture and takes it in.
    pub fn new(bytes: Vec<u8>) -> Result<Self, AssetError> {
        let (format, width, height) = png_size(&bytes)
            .map(|(width, height)| (ImageFormat::Png, width, height))
            .or_else(|| jpeg_size(&bytes).map(|(width, height)| (ImageFormat::Jpeg, width, height)))
            .ok_or(AssetError::NotAPicture)?;
        if width == 0 || height == 0 {
            return Err(AssetError::NotAPicture);
        }
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(AssetError::TooLarge { width, height });
        }
        let hash = hex::encode(Sha256::digest(&bytes));
        Ok(Asset {
            format,
            width,
            height,
            hash,
            bytes,
        })
    }
}

impl ImageFormat {
    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            ImageFormat::Png => "png",
            ImageFormat::Jpeg => "jpeg",
        }
    }
}

/// Width and height from the IHDR chunk, which always comes first.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    if header.get(4..8)? != b"IHDR" {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(8)?, number(12)?))
}

/// Width and height from the first frame header (SOF0–SOF15 except the tables that share its range).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let marker = *rest.get(1)?;
        if rest[0] != 0xff {
            return None;
        }
        if marker == 0xff {
            rest = &rest[1..];
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]));
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let side = |at: usize| {
                Some(u32::from(u16::from_be_bytes([
                    *rest.get(at)?,
                    *rest.get(at + 1)?,
                ])))
            };
            return Some((side(7)?, side(5)?));
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn sizes_are_read_from_the_header() {
        let picture = Asset::new(png(640, 480)).unwrap();
        assert_eq!(
            (picture.format, picture.width, picture.height),
            (ImageFormat::Png, 640, 480)
        );
        let jpeg =
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00"
                .to_vec();
        let picture = Asset::new(jpeg).unwrap();
        assert_eq!(
            (picture.format, picture.width, picture.height),
            (ImageFormat::Jpeg, 32, 16)
        );
    }

    #[test]
    fn a_picture_bomb_and_other_files_are_refused() {
        assert!(Asset::new(png(5000, 5000)).is_ok());
        assert_eq!(
            Asset::new(png(5000, 5001)),
            Err(AssetError::TooLarge {
                width: 5000,
                height: 5001
            })
        );
        assert_eq!(Asset::new(b"GIF89a".to_vec()), Err(AssetError::NotAPicture));
        assert_eq!(
            Asset::new(b"\xff\xd8\xff".to_vec()),
            Err(AssetError::NotAPicture)
        );
        assert_eq!(Asset::new(Vec::new()), Err(AssetError::NotAPicture));
    }
}
