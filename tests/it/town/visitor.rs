//! A person with a browser: cookies, redirects, and the headers that a browser sends of itself.

use std::sync::Arc;

use reqwest::{
    Client, Method, RequestBuilder, Response,
    cookie::{CookieStore, Jar},
    header::{CONTENT_TYPE, ORIGIN},
    multipart,
    redirect::Policy,
};

use super::{
    form::{Form, Sent},
    page::Page,
};

/// A browser of one person's own.
#[derive(Clone)]
pub(crate) struct Visitor {
    home: String,
    client: Client,
    jar: Arc<Jar>,
}

impl Visitor {
    pub(super) fn new(home: String) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(Policy::limited(5))
            .no_proxy()
            .build()
            .unwrap();
        Self { home, client, jar }
    }

    /// Takes a cookie as if the server had set it.
    pub(crate) fn keep_cookie(&self, cookie: &str) {
        self.jar.add_cookie_str(cookie, &self.home.parse().unwrap());
    }

    /// The cookies as they are sent.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.jar.cookies(&self.home.parse().unwrap());
        cookies
            .and_then(|all| all.to_str().map(str::to_owned).ok())
            .unwrap_or_default()
    }

    /// Goes to another node, with the same cookies.
    pub(crate) fn at(&self, home: String) -> Self {
        Self {
            home,
            client: self.client.clone(),
            jar: Arc::clone(&self.jar),
        }
    }

    /// Opens a page. Also takes a whole address, as it stands in a mail.
    pub(crate) async fn get(&self, path: &str) -> Page {
        let request = self
            .request(Method::GET, path)
            .header("Sec-Fetch-Site", "none");
        page(request.send().await.unwrap()).await
    }

    /// Opens a page and takes its form.
    pub(crate) async fn form(&self, path: &str) -> Form {
        self.get(path).await.ok().form()
    }

    /// Sends a form, as from the page it stands on.
    pub(crate) async fn send(&self, form: &Form) -> Page {
        page(self.request_of(form).send().await.unwrap()).await
    }

    /// The request that sends a form, to be changed before it goes.
    pub(crate) fn request_of(&self, form: &Form) -> RequestBuilder {
        let sent = form.sent();
        if !form.is_post {
            return self
                .request(Method::GET, &with_query(&form.action, &sent))
                .header("Sec-Fetch-Site", "same-origin");
        }
        let request = self
            .request(Method::POST, &form.action)
            .header(ORIGIN, &self.home)
            .header("Sec-Fetch-Site", "same-origin");
        if form.multipart {
            request.multipart(parts(sent))
        } else {
            request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encoded(&sent))
        }
    }

    /// A bare request with this browser's cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.home)
        };
        self.client.request(method, url)
    }
}

/// The answer as a page.
pub(crate) async fn page(response: Response) -> Page {
    let url = response.url();
    let path = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    Page::new(status, path, headers, bytes)
}

fn encoded(sent: &[Sent]) -> String {
    let mut encoded = url::form_urlencoded::Serializer::new(String::new());
    for one in sent {
        match one {
            Sent::Text(name, value) => encoded.append_pair(name, value),
            Sent::File {
                name, file_name, ..
            } => encoded.append_pair(name, file_name),
        };
    }
    encoded.finish()
}

fn with_query(action: &str, sent: &[Sent]) -> String {
    let bare = action.split('?').next().unwrap_or_default();
    format!("{bare}?{}", encoded(sent))
}

fn parts(sent: Vec<Sent>) -> multipart::Form {
    sent.into_iter()
        .fold(multipart::Form::new(), |form, one| match one {
            Sent::Text(name, value) => form.text(name, value),
            Sent::File {
                name,
                file_name,
                bytes,
            } => {
                let part = multipart::Part::bytes(bytes)
                    .file_name(file_name)
                    .mime_str("application/octet-stream")
                    .unwrap();
                form.part(name, part)
            }
        })
}
