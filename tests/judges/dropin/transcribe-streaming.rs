//! A program for `aws-sdk-transcribestreaming`, written by its documented API: `cargo xtask dropin transcribe-streaming
//! --smithy DIR` runs it against the official crate and against ours, and compares what it sends and prints. Events go both
//! ways: first all in one direction and then all in the other, over HTTP/1.1, then by turns, over HTTP/2 and TLS to a server
//! of the program's own.

use aws_sdk_transcribestreaming::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_sdk_transcribestreaming::error::{BoxError, DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_transcribestreaming::operation::start_stream_transcription::builders::StartStreamTranscriptionFluentBuilder;
use aws_sdk_transcribestreaming::primitives::Blob;
use aws_sdk_transcribestreaming::primitives::event_stream::EventStreamSender;
use aws_sdk_transcribestreaming::types::error::AudioStreamError;
use aws_sdk_transcribestreaming::types::{
    AudioEvent, AudioStream, CallAnalyticsTranscriptResultStream, ChannelDefinition, ConfigurationEvent,
    LanguageCode, MediaEncoding, ParticipantRole, TranscriptResultStream,
};
use aws_sdk_transcribestreaming::{Client, Config};
use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder, read_message_from, write_message_to};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::{Bytes, BytesMut};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

fn client(url: &str, http_client: SharedHttpClient) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "program"))
        .http_client(http_client)
        .endpoint_url(url);
    Client::from_conf(config.build())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let plain = aws_smithy_http_client::Builder::new().build_http();
    let client = client(&std::env::var("DROPIN_URL")?, plain);
    let output = client.get_medical_scribe_stream().session_id("s").send().await?;
    println!("{output:?}");
    one_way_and_back(&client).await;
    by_turns().await
}

/// The values of a channel, as a stream.
struct Channel(mpsc::Receiver<Result<AudioStream, AudioStreamError>>);

impl futures_core::Stream for Channel {
    type Item = Result<AudioStream, AudioStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

type Events = EventStreamSender<AudioStream, AudioStreamError>;

fn channel() -> (mpsc::Sender<Result<AudioStream, AudioStreamError>>, Events) {
    let (sender, receiver) = mpsc::channel(8);
    (sender, Channel(receiver).into())
}

fn audio(bytes: &[u8]) -> AudioStream {
    AudioStream::AudioEvent(AudioEvent::builder().audio_chunk(Blob::new(bytes)).build())
}

fn transcription(client: &Client) -> StartStreamTranscriptionFluentBuilder {
    let call = client.start_stream_transcription().language_code(LanguageCode::EnGb);
    call.media_sample_rate_hertz(8000).media_encoding(MediaEncoding::Pcm)
}

async fn one_way_and_back(client: &Client) {
    for events in [
        vec![
            Ok(audio(b"one")),
            Ok(audio(&[0, 255])),
            Ok(AudioStream::AudioEvent(AudioEvent::builder().build())),
        ],
        vec![],
        // The program's own error, after an event.
        vec![Ok(audio(b"one")), Err(AudioStreamError::unhandled("mine"))],
    ] {
        let (sender, stream) = channel();
        for event in events {
            sender.try_send(event).expect("room for it");
        }
        drop(sender);
        match transcription(client).audio_stream(stream).send().await {
            Ok(mut output) => {
                println!("{:?} {:?}", output.session_id(), output.media_sample_rate_hertz());
                loop {
                    match output.transcript_result_stream.recv().await {
                        Ok(Some(event)) => println!("{event:?}"),
                        Ok(None) => break println!("the end"),
                        Err(error) => break println!("{error} {:?}", error.message()),
                    }
                }
            }
            Err(error) => println!("{}", DisplayErrorContext(error)),
        }
    }
    // An event that configures the following ones.
    let channels = [ParticipantRole::Agent, ParticipantRole::Customer].into_iter().enumerate();
    let configuration = channels.fold(ConfigurationEvent::builder(), |event, (id, role)| {
        let channel = ChannelDefinition::builder().channel_id(i32::try_from(id).expect("small"));
        event.channel_definitions(channel.participant_role(role).build().expect("all it needs"))
    });
    let (sender, stream) = channel();
    sender.try_send(Ok(AudioStream::ConfigurationEvent(configuration.build()))).expect("room for it");
    drop(sender);
    let call = client.start_call_analytics_stream_transcription().media_sample_rate_hertz(8000);
    match call.media_encoding(MediaEncoding::Pcm).audio_stream(stream).send().await {
        Ok(mut output) => {
            while let Ok(Some(event)) = output.call_analytics_transcript_result_stream.recv().await {
                println!(
                    "{event:?} {}",
                    matches!(event, CallAnalyticsTranscriptResultStream::UtteranceEvent(_))
                );
            }
        }
        Err(error) => println!("{}", DisplayErrorContext(error)),
    }
    println!("{:?}", transcription(client).send().await.map_err(|error| error.to_string()).map(drop));
}

/// Each event is sent after the response to the previous one.
async fn by_turns() -> Result<(), BoxError> {
    let (listener, acceptor, certificate) = server().await?;
    let url = format!("https://localhost:{}", listener.local_addr()?.port());
    let serving = tokio::spawn(serve(listener, acceptor));
    let trust = TrustStore::empty().with_pem_certificate(certificate);
    let http_client = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(TlsContext::builder().with_trust_store(trust).build()?)
        .build_https();
    let client = client(&url, http_client);
    // To the end, with an error of the service, without responses, and until the program stops.
    for last in ["", "refuse", "reset", "leave"] {
        let (sender, stream) = channel();
        let mut output = transcription(&client).audio_stream(stream).send().await?;
        println!("{:?}", output.session_id());
        for chunk in ["one", "two", last] {
            if chunk.is_empty() {
                break;
            }
            sender.send(Ok(audio(chunk.as_bytes()))).await?;
            match output.transcript_result_stream.recv().await {
                Ok(Some(TranscriptResultStream::TranscriptEvent(event))) => {
                    println!("heard {:?}", event.transcript())
                }
                Ok(other) => println!("not expected: {other:?}"),
                Err(error) => println!(
                    "{}",
                    error.as_service_error().is_some_and(|error| error.is_conflict_exception())
                ),
            }
        }
        // A broken connection ends the stream.
        if last == "leave" || last == "reset" {
            continue;
        }
        drop(sender);
        println!("{:?}", output.transcript_result_stream.recv().await.map_err(|error| error.to_string()));
    }
    drop(client);
    serving.await??;
    Ok(())
}

/// A server on loopback, and the certificate that it shows.
async fn server() -> Result<(TcpListener, TlsAcceptor, Vec<u8>), BoxError> {
    let shown = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let key = PrivateKeyDer::try_from(shown.signing_key.serialize_der())?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![shown.cert.der().clone()], key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    Ok((listener, TlsAcceptor::from(Arc::new(config)), shown.cert.pem().into_bytes()))
}

/// Responds to the streams of one connection, one after the other.
async fn serve(listener: TcpListener, acceptor: TlsAcceptor) -> Result<(), BoxError> {
    let (socket, _) = listener.accept().await?;
    let stream: TlsStream<TcpStream> = acceptor.accept(socket).await?;
    println!(
        "{:?}",
        stream.get_ref().1.alpn_protocol().map(<[u8]>::escape_ascii).map(|name| name.to_string())
    );
    let mut connection = h2::server::handshake(stream).await?;
    let mut answers = Vec::new();
    // The client closes the connection when it is dropped.
    while let Some(Ok((request, respond))) = connection.accept().await {
        println!("{:?} {} {}", request.version(), request.method(), request.uri().path());
        let header =
            |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let names =
            ["content-type", "x-amz-content-sha256", "x-amzn-transcribe-sample-rate", "content-length", "te"];
        println!("{:?}", names.map(header));
        answers.push(tokio::spawn(answer(request.into_body(), respond)));
    }
    for answer in answers {
        answer.await??;
    }
    Ok(())
}

async fn answer(
    mut body: h2::RecvStream,
    mut respond: h2::server::SendResponse<Bytes>,
) -> Result<(), BoxError> {
    let response = http::Response::builder().header("x-amzn-transcribe-session-id", "s").body(())?;
    let mut sender = respond.send_response(response, false)?;
    let (mut decoder, mut buffer) = (MessageFrameDecoder::new(), BytesMut::new());
    while let Some(data) = body.data().await {
        let Ok(data) = data else { break };
        body.flow_control().release_capacity(data.len())?;
        buffer.extend_from_slice(&data);
        while let DecodedFrame::Complete(envelope) = decoder.decode_frame(&mut buffer)? {
            if envelope.payload().is_empty() {
                println!("the server hears the end");
                continue;
            }
            let event = read_message_from(&mut &envelope.payload()[..])?;
            let chunk = String::from_utf8_lossy(event.payload()).into_owned();
            println!("the server hears {chunk}");
            let (kind, name, payload) = match chunk.as_str() {
                "reset" => {
                    sender.send_reset(h2::Reason::INTERNAL_ERROR);
                    return Ok(());
                }
                "refuse" => (":exception-type", "ConflictException", r#"{"Message": "enough"}"#.to_owned()),
                chunk => {
                    let results =
                        format!(r#"[{{"ResultId": "{chunk}", "StartTime": 0.5, "IsPartial": true}}]"#);
                    (
                        ":event-type",
                        "TranscriptEvent",
                        format!(r#"{{"Transcript": {{"Results": {results}}}}}"#),
                    )
                }
            };
            let of_kind = if kind == ":event-type" { "event" } else { "exception" };
            let headers = [(":message-type", of_kind), (kind, name), (":content-type", "application/json")];
            let message = headers.into_iter().fold(Message::new(payload), |message, (name, value)| {
                message.add_header(Header::new(name, HeaderValue::String(value.into())))
            });
            let mut frame = Vec::new();
            write_message_to(&message, &mut frame)?;
            sender.send_data(frame.into(), false)?;
        }
    }
    // The client may have disconnected.
    let _ = sender.send_data(Bytes::new(), true);
    Ok(())
}
