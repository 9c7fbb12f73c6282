//! Bytes: files lie in a folder under the SHA-256 of what is in them, rows say which there are.
//!
//! A file is written under a name of its own, flushed, and only then renamed to its digest. So what
//! has a digest for a name is whole, a crash leaves at most a part that nobody refers to, and the
//! same bytes are kept once. Store the file first, then refer to it in the transaction of the act.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use tokio::{
    fs,
    io::{AsyncRead, AsyncReadExt, AsyncSeekExt, AsyncWrite, AsyncWriteExt},
};

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::digest::Digest,
};

const CHUNK: usize = 64 * 1024;

/// The folder with the files. Several nodes may share one.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
}

/// What was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256 of the bytes: their name.
    pub digest: Digest,
    /// How many bytes.
    pub size: u64,
}

/// What can go wrong with bytes.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There was more than allowed. Nothing of it is kept.
    #[error("filen är större än {limit} byte, som är det största som tas emot")]
    TooLarge {
        /// How many bytes are allowed.
        limit: u64,
    },
    /// The file is not what it was when it was kept.
    #[error("filen {digest} är skadad: innehållet stämmer inte med kontrollsumman")]
    Damaged {
        /// Which.
        digest: Digest,
    },
    /// The disk or the sender failed.
    #[error("filen kunde inte läsas eller skrivas: {0}")]
    Io(#[from] io::Error),
}

impl Blobs {
    /// The store in `folder`, which is made if it is not there.
    pub async fn open(folder: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let folder = folder.into();
        fs::create_dir_all(folder.join("parts")).await?;
        Ok(Self { folder })
    }

    /// Keeps the bytes of `source`, at most `limit` of them, without holding them in memory.
    pub async fn put(&self, source: impl AsyncRead + Unpin, limit: u64) -> Result<Blob, BlobError> {
        let (part, mut file) = self.new_part().await?;
        let kept = async {
            let blob = copy(source, &mut file, limit).await?;
            file.sync_all().await?;
            self.name(&part, blob.digest).await?;
            Ok(blob)
        };
        let kept = kept.await;
        if kept.is_err() {
            // The reason why it could not be kept is worth more than why it could not be removed.
            let _ = fs::remove_file(&part).await;
        }
        kept
    }

    /// Keeps bytes that are in memory already.
    pub async fn put_bytes(&self, bytes: &[u8]) -> Result<Blob, BlobError> {
        self.put(bytes, u64::MAX).await
    }

    /// The bytes, if they are there and are still what they were.
    pub async fn get(&self, digest: Digest) -> Result<Option<Vec<u8>>, BlobError> {
        let Some(mut file) = self.file(digest).await? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).await?;
        if Digest::of(&bytes) == digest {
            Ok(Some(bytes))
        } else {
            Err(BlobError::Damaged { digest })
        }
    }

    /// The file from its beginning, once its bytes are known to be what they were: for what is too
    /// large to hold in memory.
    pub async fn open_verified(&self, digest: Digest) -> Result<Option<fs::File>, BlobError> {
        let Some(mut file) = self.file(digest).await? else {
            return Ok(None);
        };
        let found = copy(&mut file, tokio::io::sink(), u64::MAX).await?;
        if found.digest != digest {
            return Err(BlobError::Damaged { digest });
        }
        file.rewind().await?;
        Ok(Some(file))
    }

    async fn file(&self, digest: Digest) -> Result<Option<fs::File>, BlobError> {
        match fs::File::open(self.path(digest)).await {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Two levels, so that no folder gets very long.
    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        let (shelf, rest) = name.split_at(2);
        self.folder.join(shelf).join(rest)
    }

    /// A new file with a name that no other process has, also on a shared folder.
    async fn new_part(&self) -> Result<(PathBuf, fs::File), BlobError> {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = TAKEN.fetch_add(1, Ordering::Relaxed);
            let name = format!("{}-{number}.part", std::process::id());
            let part = self.folder.join("parts").join(name);
            match fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&part)
                .await
            {
                Ok(file) => return Ok((part, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Gives a flushed file its name. What has the name already is the same, and stays.
    async fn name(&self, part: &Path, digest: Digest) -> Result<(), BlobError> {
        let path = self.path(digest);
        if fs::try_exists(&path).await? {
            fs::remove_file(part).await?;
            return Ok(());
        }
        if let Some(shelf) = path.parent() {
            if !fs::try_exists(shelf).await? {
                fs::create_dir_all(shelf).await?;
                flush_folder(&self.folder).await?;
            }
            fs::rename(part, &path).await?;
            flush_folder(shelf).await?;
        }
        Ok(())
    }
}

/// Reads to the end, counts and hashes, and hands every chunk to `target`.
async fn copy(
    mut source: impl AsyncRead + Unpin,
    mut target: impl AsyncWrite + Unpin,
    limit: u64,
) -> Result<Blob, BlobError> {
    let mut hasher = Sha256::new();
    let mut size: u64 = 0;
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = source.read(&mut chunk).await?;
        if read == 0 {
            target.flush().await?;
            return Ok(Blob {
                digest: Digest::from_bytes(hasher.finalize().into()),
                size,
            });
        }
        size += read as u64;
        if limit < size {
            return Err(BlobError::TooLarge { limit });
        }
        hasher.update(&chunk[..read]);
        target.write_all(&chunk[..read]).await?;
    }
}

async fn flush_folder(folder: &Path) -> Result<(), BlobError> {
    fs::File::open(folder).await?.sync_all().await?;
    Ok(())
}

/// Keeps in the transaction that the bytes are there. The first media type told is the one kept.
pub async fn record(
    write: &mut Write,
    blob: Blob,
    media_type: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO blob (digest, size, media_type, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (digest) DO NOTHING",
        )
        .bind(blob.digest.to_string())
        .bind(i64::try_from(blob.size).unwrap_or(i64::MAX))
        .bind(media_type)
        .bind(instant(now))
        .run()
        .await?;
    Ok(())
}

/// Every blob that there should be, for `beslut verify`.
pub async fn recorded(read: &mut Read) -> Result<Vec<Digest>, StoreError> {
    let rows: Vec<(String,)> = read
        .query("SELECT digest FROM blob ORDER BY digest")
        .all()
        .await?;
    rows.into_iter()
        .map(|(digest,)| stored("blob", "digest", digest))
        .collect()
}
