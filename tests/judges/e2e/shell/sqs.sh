# Queues and messages.
. "$(dirname "$0")/lib.sh"

step "a queue"
url=$(call sqs create-queue --queue-name shell --attributes VisibilityTimeout=5,DelaySeconds=0 --query QueueUrl --output text)
check "its attribute" "$(call sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout --query Attributes.VisibilityTimeout --output text)" 5

step "messages"
call sqs send-message --queue-url "$url" --message-body 'one, {"two": 3}' \
    --message-attributes 'kind={DataType=String,StringValue=greeting}' --output off
call sqs send-message-batch --queue-url "$url" --entries Id=a,MessageBody=two Id=b,MessageBody=three --output off
received=$(call sqs receive-message --queue-url "$url" --max-number-of-messages 10 --message-attribute-names All --attribute-names All)
bodies=$(echo "$received" | grep -c '"Body"')
check "how many come" "$bodies" 3

step "a message with an attribute"
call sqs purge-queue --queue-url "$url"
call sqs send-message --queue-url "$url" --message-body hello --message-attributes '{"raw": {"DataType": "Binary", "BinaryValue": "aGk="}}' --output off
line=$(call sqs receive-message --queue-url "$url" --message-attribute-names All --output text \
    --query 'Messages[0].[Body, MessageAttributes.raw.BinaryValue, ReceiptHandle]')
check "its body and its bytes" "$(echo "$line" | cut -f 1,2)" "$(printf 'hello\taGk=')"
call sqs delete-message --queue-url "$url" --receipt-handle "$(echo "$line" | cut -f 3)"

step "errors"
fails 254 call sqs get-queue-url --queue-name none
case $said in
*"NonExistentQueue"*) ;;
*) check "the error" "$said" NonExistentQueue ;;
esac

step "the queue is deleted"
call sqs delete-queue --queue-url "$url"
check "the queues" "$(call sqs list-queues --query 'length(QueueUrls || `[]`)')" 0
