//! The forms of diarienummer that were found in the wild, and what is no such form.

use super::*;
use proptest::prelude::*;

/// organ, year, serial, plan code, handling; "" and 0 for none.
type Expected = (&'static str, u16, u32, &'static str, u32);

fn read_parts(written: &str) -> (String, u16, u32, String, u32) {
    let number = read(written);
    (
        number.organ.unwrap_or_default(),
        number.year.unwrap_or_default(),
        number.serial.unwrap_or_default(),
        number.plan_code.unwrap_or_default(),
        number.handling.map_or(0, |handling| handling.0),
    )
}

fn assert_read(table: &[(&str, Expected)]) {
    for (written, (organ, year, serial, plan, handling)) in table {
        let expected = (
            (*organ).to_owned(),
            *year,
            *serial,
            (*plan).to_owned(),
            *handling,
        );
        assert_eq!(read_parts(written), expected, "{written}");
    }
}

const FORMS: [(&str, Expected); 35] = [
    ("KS 2025/39", ("KS", 2025, 39, "", 0)),
    ("KS 2018/14", ("KS", 2018, 14, "", 0)),
    ("HN 2021/19", ("HN", 2021, 19, "", 0)),
    ("KS 2019/0296", ("KS", 2019, 296, "", 0)),
    ("KS 2018/0297-1", ("KS", 2018, 297, "", 1)),
    ("KULN/2019:55", ("KULN", 2019, 55, "", 0)),
    ("KULN/2019:58 - 800", ("KULN", 2019, 58, "800", 0)),
    ("2015/KS 0022 001", ("KS", 2015, 22, "001", 0)),
    ("2021/KSP 0081 20", ("KSP", 2021, 81, "20", 0)),
    ("KS-2023-00815", ("KS", 2023, 815, "", 0)),
    ("SE-2024-00287", ("SE", 2024, 287, "", 0)),
    ("KS 2024-000001", ("KS", 2024, 1, "", 0)),
    ("2024-00001", ("", 2024, 1, "", 0)),
    ("SLK-2025-01130", ("SLK", 2025, 1130, "", 0)),
    ("SLK-2023-01169:1", ("SLK", 2023, 1169, "", 1)),
    ("0295/23", ("", 2023, 295, "", 0)),
    ("1900/16", ("", 2016, 1900, "", 0)),
    ("KS-2014/742.912", ("KS", 2014, 742, "912", 0)),
    ("00322/2026", ("", 2026, 322, "", 0)),
    ("00123/20212.6.", ("", 2021, 123, "2.6", 0)),
    ("KFKS 2013/754-001", ("KFKS", 2013, 754, "001", 0)),
    ("KS-2025-542-1", ("KS", 2025, 542, "", 1)),
    ("KS 19/0812", ("KS", 2019, 812, "", 0)),
    ("BUN 2011/80-5, Diariekod: 00", ("BUN", 2011, 80, "00", 5)),
    ("KFN-2013-179 Dpl 01", ("KFN", 2013, 179, "01", 0)),
    ("2013-KS0548/003", ("KS", 2013, 548, "003", 0)),
    ("KS-612/2008", ("KS", 2008, 612, "", 0)),
    ("SBN 2021 00099 1", ("SBN", 2021, 99, "", 1)),
    ("MN 2023 00030 2", ("MN", 2023, 30, "", 2)),
    ("2014/304", ("", 2014, 304, "", 0)),
    ("Tn 99/2026", ("Tn", 2026, 99, "", 0)),
    ("Ks 7/2026", ("Ks", 2026, 7, "", 0)),
    ("AKK2014/494", ("AKK", 2014, 494, "", 0)),
    ("KS2020-234", ("KS", 2020, 234, "", 0)),
    ("saknas", ("", 0, 0, "", 0)),
];

#[test]
fn every_form_found_in_the_wild() {
    assert_read(&FORMS);
    for (written, _) in FORMS {
        assert_eq!(read(written).raw, written, "raw is kept");
    }
}

#[test]
fn labels_are_taken_away_and_the_rest_is_kept() {
    let labels = [
        "Dnr ",
        "Dnr: ",
        "Dnr. ",
        "dnr:",
        "DNR ",
        "Diarienummer ",
        "Diarienummer: ",
        "Diarienr: ",
        "Ärendenummer: ",
        "ÄRENDENR ",
        "Beteckning ",
        "Vår beteckning: ",
        "Er beteckning ",
        "Vår\u{a0}beteckning:\u{a0}",
        "Ert dnr: ",
        "D.nr ",
    ];
    for label in labels {
        let number = read(&format!("  {label}KS 2025/39 "));
        assert_eq!(number, read("KS 2025/39"), "{label:?}");
    }
    assert_eq!(read("Dnr saknas").raw, "saknas");
    assert_eq!(
        read("Dnrx 2025/39").raw,
        "Dnrx 2025/39",
        "a label is a word of its own"
    );
}

#[test]
fn hyphens_and_spaces_of_all_kinds() {
    assert_read(&[
        ("KS–2025–542–1", ("KS", 2025, 542, "", 1)),
        ("KS\u{a0}2025/39", ("KS", 2025, 39, "", 0)),
        ("KS 2025 / 39", ("KS", 2025, 39, "", 0)),
        ("KS-AU 2025/3", ("KS-AU", 2025, 3, "", 0)),
        ("KS 2025/39-5 1.3.2", ("KS", 2025, 39, "1.3.2", 5)),
        ("KS 2025/39-1.3.2", ("KS", 2025, 39, "1.3.2", 0)),
        ("KS 2025/39 dpl 1.3.2", ("KS", 2025, 39, "1.3.2", 0)),
        ("ÖN 98/7", ("ÖN", 1998, 7, "", 0)),
        ("12/26", ("", 2026, 12, "", 0)),
    ]);
}

#[test]
fn what_is_no_number_has_no_parts_but_is_kept() {
    let unread = [
        "",
        "KS",
        "2025",
        "KS 2025",
        "saknas",
        "KS 2025/39 A",
        "se bilaga 2025/39",
        "KS 2025/",
        "§ 12",
        "12345/67890",
        "KS 2025/39-1-2-3",
        "KS 2025/99999999999",
        "KS#2025/39",
        "/2025/39",
        "KS 2025//39",
        "K٣ 2025/39",
        "KS 2013/754-001 Dpl 02",
    ];
    for written in unread {
        let expected = RegisterNumber {
            raw: written.to_owned(),
            ..RegisterNumber::default()
        };
        assert_eq!(read(written), expected, "{written:?}");
    }
}

proptest! {
    #[test]
    fn nothing_written_can_make_it_panic(
        written in ".{0,30}|([A-ZÅÄÖa-zåäö]{1,4}|[0-9]{1,6}|[-/:. ,–]|Dnr|dpl |Diariekod: ){0,10}",
    ) {
        let number = read(&written);
        prop_assert!(written.contains(&number.raw));
        if number.year.is_some() {
            prop_assert!(number.serial.is_some());
        }
    }
}
