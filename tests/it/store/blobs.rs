//! Bytes: kept whole or not at all, once, and never believed without being checked.

use std::{
    fs, io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use beslut::{
    domain::digest::Digest,
    store::blobs::{self, BlobError, Blobs},
};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::noon;
use crate::on_both_databases;

/// Gives some bytes and then breaks, as a connection does.
struct Broken(usize);

impl AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0 == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        self.0 -= 1;
        buffer.put_slice(b"halv");
        Poll::Ready(Ok(()))
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).await.unwrap();
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let first = blobs.put(bytes.as_slice(), 200_000).await.unwrap();
    let second = blobs.put_bytes(&bytes).await.unwrap();
    assert_eq!((first, first.size), (second, 200_000));
    assert_eq!(first.digest, Digest::of(&bytes));
    assert_eq!(files(folder.path()).len(), 1);
    assert_eq!(blobs.get(first.digest).await.unwrap(), Some(bytes.clone()));

    let mut streamed = Vec::new();
    let mut file = blobs.open_verified(first.digest).await.unwrap().unwrap();
    file.read_to_end(&mut streamed).await.unwrap();
    assert_eq!(streamed, bytes);
    assert_eq!(blobs.get(Digest::ZERO).await.unwrap(), None);
    assert!(blobs.open_verified(Digest::ZERO).await.unwrap().is_none());
}

#[tokio::test]
async fn one_byte_too_many_and_a_broken_connection_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).await.unwrap();
    let refused = blobs.put([0; 11].as_slice(), 10).await;
    assert!(matches!(refused, Err(BlobError::TooLarge { limit: 10 })));
    let refused = blobs.put(Broken(3), 1_000).await;
    assert!(matches!(refused, Err(BlobError::Io(_))));
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
    assert_eq!(blobs.put([0; 10].as_slice(), 10).await.unwrap().size, 10);
}

#[tokio::test]
async fn a_file_that_has_changed_is_not_given_out() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path()).await.unwrap();
    let blob = blobs.put_bytes(b"protokollet").await.unwrap();
    let file = files(folder.path()).remove(0);
    #[expect(clippy::disallowed_methods, reason = "this test damages a file")]
    fs::write(file, b"protokolle1").unwrap();
    let damaged =
        |error: BlobError| matches!(error, BlobError::Damaged { digest } if digest == blob.digest);
    assert!(damaged(blobs.get(blob.digest).await.unwrap_err()));
    assert!(damaged(blobs.open_verified(blob.digest).await.unwrap_err()));
}

on_both_databases! {
    async fn a_blob_is_recorded_once(db: &TestDb) {
        let blobs = Blobs::open(db.folder().join("filer")).await.unwrap();
        let blob = blobs.put_bytes("åäö".as_bytes()).await.unwrap();
        let recorded = db
            .write(async |write| {
                blobs::record(write, blob, "text/plain", noon()).await?;
                blobs::record(write, blob, "text/plain", noon()).await?;
                blobs::recorded(write).await
            })
            .await
            .unwrap();
        assert_eq!(recorded, [blob.digest]);
    }
}
