//! The other services.

use crate::{Outcome, check, config, step};
use aws_sdk_pinpoint::config::http::HttpRequest;
use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use std::collections::HashMap;
use std::time::Duration;

pub async fn sqs(endpoint: &str) -> Outcome {
    use aws_sdk_sqs::types::{MessageAttributeValue, QueueAttributeName, SendMessageBatchRequestEntry};
    let sqs = aws_sdk_sqs::Client::from_conf(config(endpoint).build());
    let queue = sqs
        .create_queue()
        .queue_name("tasks")
        .attributes(QueueAttributeName::VisibilityTimeout, "30")
        .send()
        .await?;
    let url = queue.queue_url().ok_or("a URL of the queue")?;
    step(format!("created {}", url.rsplit('/').next().unwrap_or(url)));
    let attribute = MessageAttributeValue::builder().data_type("String").string_value("high").build()?;
    let body = "a body with <xml> & \"quotes\" and é";
    sqs.send_message()
        .queue_url(url)
        .message_body(body)
        .message_attributes("priority", attribute)
        .send()
        .await?;
    let entries =
        (0..3).map(|n| SendMessageBatchRequestEntry::builder().id(n.to_string()).message_body("m").build());
    let batch = sqs.send_message_batch().queue_url(url).set_entries(Some(entries.collect::<Result<_, _>>()?));
    check("the batch", batch.send().await?.successful().len() == 3)?;
    let mut bodies = Vec::new();
    while bodies.len() < 4 {
        let received =
            sqs.receive_message().queue_url(url).max_number_of_messages(10).message_attribute_names("All");
        let received = received.send().await?;
        check("more messages", !received.messages().is_empty())?;
        for message in received.messages() {
            bodies.push(message.body().unwrap_or_default().to_owned());
            let handle = message.receipt_handle().ok_or("a handle")?;
            sqs.delete_message().queue_url(url).receipt_handle(handle).send().await?;
        }
    }
    check("the bodies", bodies.iter().any(|found| found == body))?;
    step("sent, received and deleted 4 messages");
    sqs.delete_queue().queue_url(url).send().await?;
    let error = sqs.get_queue_url().queue_name("tasks").send().await.err().ok_or("a queue")?;
    check("the type of a missing queue", error.into_service_error().is_queue_does_not_exist())?;
    step("deleted the queue; QueueDoesNotExist is typed");
    Ok(())
}

pub async fn dynamodb(endpoint: &str) -> Outcome {
    use aws_sdk_dynamodb::client::Waiters;
    use aws_sdk_dynamodb::types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, PutRequest,
        ScalarAttributeType, WriteRequest,
    };
    let db = aws_sdk_dynamodb::Client::from_conf(config(endpoint).build());
    db.create_table()
        .table_name("people")
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("id")
                .attribute_type(ScalarAttributeType::S)
                .build()?,
        )
        .key_schema(KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build()?)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await?;
    let table = db.wait_until_table_exists().table_name("people").wait(Duration::from_secs(60)).await?;
    check("a table that is waited for", table.as_result().is_ok_and(|output| output.table().is_some()))?;
    step("created the table `people`");
    let nested = AttributeValue::M(HashMap::from([
        (
            "list".to_owned(),
            AttributeValue::L(vec![AttributeValue::N("1.5".to_owned()), AttributeValue::Null(true)]),
        ),
        ("bytes".to_owned(), AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new([0, 255]))),
        ("set".to_owned(), AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()])),
    ]));
    db.put_item()
        .table_name("people")
        .item("id", AttributeValue::S("1".to_owned()))
        .item("nested", nested.clone())
        .item("ok", AttributeValue::Bool(true))
        .send()
        .await?;
    let writes = (2..27).map(|n| {
        let put = PutRequest::builder().item("id", AttributeValue::S(n.to_string())).build()?;
        Ok(WriteRequest::builder().put_request(put).build())
    });
    let writes = writes.collect::<Result<Vec<_>, aws_sdk_dynamodb::error::BuildError>>()?;
    db.batch_write_item().request_items("people", writes).send().await?;
    let got = db.get_item().table_name("people").key("id", AttributeValue::S("1".to_owned())).send().await?;
    let item = got.item().ok_or("the item")?;
    check("the nested value", item.get("nested") == Some(&nested))?;
    step("put 26 items and got a nested one back, equal");
    let (mut count, mut start) = (0, None);
    loop {
        let page = db.scan().table_name("people").limit(10).set_exclusive_start_key(start).send().await?;
        count += page.items().len();
        start = page.last_evaluated_key().cloned();
        if start.is_none() {
            break;
        }
    }
    check("the count of items", count == 26)?;
    let condition = db
        .put_item()
        .table_name("people")
        .item("id", AttributeValue::S("1".to_owned()))
        .condition_expression("attribute_not_exists(id)");
    let error = condition.send().await.err().ok_or("the condition to fail")?;
    check("the type of the error", error.into_service_error().is_conditional_check_failed_exception())?;
    db.delete_table().table_name("people").send().await?;
    let error = db.describe_table().table_name("people").send().await.err().ok_or("a table")?;
    check("a missing table", error.into_service_error().is_resource_not_found_exception())?;
    step(
        "scanned 26 items in pages; ConditionalCheckFailedException and ResourceNotFoundException are typed",
    );
    Ok(())
}

pub async fn ec2(endpoint: &str) -> Outcome {
    use aws_sdk_ec2::types::{Filter, InstanceStateName, InstanceType, ResourceType, Tag, TagSpecification};
    let ec2 = aws_sdk_ec2::Client::from_conf(config(endpoint).build());
    let images = ec2.describe_images().owners("amazon").send().await?;
    let image = images.images().iter().find_map(|image| image.image_id()).ok_or("an image")?.to_owned();
    let tag = Tag::builder().key("name").value("e2e & <co>").build();
    let tags = TagSpecification::builder().resource_type(ResourceType::Instance).tags(tag).build();
    let run = ec2
        .run_instances()
        .image_id(image)
        .instance_type(InstanceType::T2Micro)
        .min_count(2)
        .max_count(2)
        .tag_specifications(tags)
        .send()
        .await?;
    let ids: Vec<_> =
        run.instances().iter().filter_map(|found| found.instance_id()).map(str::to_owned).collect();
    check("two instances", ids.len() == 2)?;
    step("ran two instances");
    let filter = Filter::builder().name("tag:name").values("e2e & <co>").build();
    let described = ec2.describe_instances().filters(filter).send().await?;
    let found: Vec<_> =
        described.reservations().iter().flat_map(|reservation| reservation.instances()).collect();
    check("the instances by their tag", found.len() == 2)?;
    check("the time of launch", found.iter().all(|instance| instance.launch_time().is_some()))?;
    let group = ec2.create_security_group().group_name("e2e").description("for a test").send().await?;
    let group = group.group_id().ok_or("a group")?.to_owned();
    ec2.delete_security_group().group_id(group).send().await?;
    let ended = ec2.terminate_instances().set_instance_ids(Some(ids)).send().await?;
    let states = ended.terminating_instances().iter().filter_map(|change| change.current_state()?.name());
    check("the new states", states.filter(|state| **state != InstanceStateName::Running).count() == 2)?;
    let error = ec2.describe_instances().instance_ids("i-0123456789abcdef0").send().await.err();
    let error = error.ok_or("an error")?.into_service_error();
    check("the code of a missing instance", error.meta().code() == Some("InvalidInstanceID.NotFound"))?;
    step("described them by tag and ended them; a missing one is `InvalidInstanceID.NotFound`");
    Ok(())
}

pub async fn sts(endpoint: &str) -> Outcome {
    let sts = aws_sdk_sts::Client::from_conf(config(endpoint).build());
    let identity = sts.get_caller_identity().send().await?;
    check("the account", identity.account() == Some("123456789012"))?;
    let arn = "arn:aws:iam::123456789012:role/e2e";
    let assumed =
        sts.assume_role().role_arn(arn).role_session_name("session").duration_seconds(900).send().await?;
    let credentials = assumed.credentials().ok_or("credentials")?;
    check("credentials that end some day", credentials.expiration().secs() > 0)?;
    step("got the caller's identity and assumed a role");
    Ok(())
}

pub async fn iam(endpoint: &str) -> Outcome {
    let iam = aws_sdk_iam::Client::from_conf(config(endpoint).build());
    let user = iam.create_user().user_name("e2e").path("/test/").send().await?;
    check("the name", user.user().is_some_and(|user| user.user_name() == "e2e"))?;
    let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    iam.put_user_policy().user_name("e2e").policy_name("all").policy_document(document).send().await?;
    let policy = iam.get_user_policy().user_name("e2e").policy_name("all").send().await?;
    check("the policy", policy.policy_document().contains("2012-10-17"))?;
    let listed = iam.list_users().path_prefix("/test/").send().await?;
    check("the list of users", listed.users().len() == 1)?;
    let error = iam.create_user().user_name("e2e").send().await.err().ok_or("an error")?;
    check("a user that is there", error.into_service_error().is_entity_already_exists_exception())?;
    iam.delete_user_policy().user_name("e2e").policy_name("all").send().await?;
    iam.delete_user().user_name("e2e").send().await?;
    let error = iam.get_user().user_name("e2e").send().await.err().ok_or("a user")?;
    check("a missing user", error.into_service_error().is_no_such_entity_exception())?;
    step("created, listed and deleted a user with a policy; its errors are typed");
    Ok(())
}

/// The model says that dates of Pinpoint are text, and so does the service; the server of this test sends numbers. This
/// connection puts them in quotes.
#[derive(Debug)]
struct DatesAsText(SharedHttpConnector);

impl HttpConnector for DatesAsText {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        const NAME: &str = "\"CreationDate\": ";
        let call = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let mut response = call.await?;
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            let body = ByteStream::new(body).collect().await;
            let body = body.map_err(|error| ConnectorError::other(error.into(), None))?.into_bytes();
            let text = String::from_utf8_lossy(&body);
            let mut parts = text.split(NAME);
            let mut out = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let end = part.find([',', '}']).unwrap_or(part.len());
                out.push_str(&format!("{NAME}\"{}\"{}", &part[..end], &part[end..]));
            }
            response.headers_mut().insert("content-length", out.len().to_string());
            *response.body_mut() = SdkBody::from(out);
            Ok(response)
        })
    }
}

pub async fn pinpoint(endpoint: &str) -> Outcome {
    use aws_sdk_pinpoint::types::{CreateApplicationRequest, TagsModel};
    let inner = aws_smithy_http_client::Builder::new().build_http();
    let client = http_client_fn(move |settings, components| {
        SharedHttpConnector::new(DatesAsText(inner.http_connector(settings, components)))
    });
    let pinpoint = aws_sdk_pinpoint::Client::from_conf(config(endpoint).http_client(client).build());
    let request = CreateApplicationRequest::builder().name("e2e").tags("team", "blue").build();
    let created = pinpoint.create_app().create_application_request(request).send().await?;
    let application = created.application_response().ok_or("the application")?;
    let (id, arn) = (application.id().unwrap_or_default().to_owned(), application.arn().unwrap_or_default());
    let tags = TagsModel::builder().tags("stage", "test").build();
    pinpoint.tag_resource().resource_arn(arn).tags_model(tags).send().await?;
    let listed = pinpoint.list_tags_for_resource().resource_arn(arn).send().await?;
    let found = listed.tags_model().and_then(|model| model.tags()).is_some_and(|tags| tags.len() == 2);
    check("the tags", found)?;
    let apps = pinpoint.get_apps().send().await?;
    check("the list", apps.applications_response().is_some_and(|response| response.item().len() == 1))?;
    pinpoint.delete_app().application_id(&id).send().await?;
    let error = pinpoint.get_app().application_id(&id).send().await.err().ok_or("an application")?;
    check("a missing application", error.into_service_error().is_not_found_exception())?;
    step("created, tagged, listed and deleted an application; NotFoundException is typed");
    Ok(())
}

pub async fn greengrass(endpoint: &str) -> Outcome {
    use aws_sdk_greengrass::types::{Core, CoreDefinitionVersion};
    let greengrass = aws_sdk_greengrass::Client::from_conf(config(endpoint).build());
    let core = Core::builder()
        .certificate_arn("arn:aws:iot:us-east-1:123456789012:cert/1")
        .id("1")
        .thing_arn("arn:aws:iot:us-east-1:123456789012:thing/e2e")
        .build();
    let version = CoreDefinitionVersion::builder().cores(core).build();
    let created = greengrass.create_core_definition().name("cores").initial_version(version).send().await?;
    let id = created.id().ok_or("an id")?.to_owned();
    let group = greengrass.create_group().name("e2e").send().await?;
    let group = group.id().ok_or("an id")?.to_owned();
    check("the groups", greengrass.list_groups().send().await?.groups().len() == 1)?;
    let definition = greengrass.get_core_definition().core_definition_id(&id).send().await?;
    check("the name of the definition", definition.name() == Some("cores"))?;
    greengrass.delete_group().group_id(group).send().await?;
    greengrass.delete_core_definition().core_definition_id(&id).send().await?;
    let error =
        greengrass.get_core_definition().core_definition_id(&id).send().await.err().ok_or("a definition")?;
    let code = error.into_service_error().meta().code().unwrap_or_default().to_owned();
    check(&format!("`{code}`, the code of a missing definition,"), code == "IdNotFoundException")?;
    step(format!("created, listed and deleted a core definition and a group; a missing one is `{code}`"));
    Ok(())
}
